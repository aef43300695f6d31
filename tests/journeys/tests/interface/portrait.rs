//! Synthetic portraits, written as Y4M files for Chromium's fake camera. Its built-in green pattern would not show how
//! a face fits a tile.

use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Result;

/// The frames of one loop.
const FRAMES: u32 = 10;
const ZOOM: f32 = 1.2;

type Colour = [f32; 3];

/// The appearance of a person.
#[derive(Clone, Copy, Debug)]
pub struct Sitter {
    pub wall: (Colour, Colour),
    pub skin: Colour,
    pub hair: Colour,
    pub shirt: Colour,
    /// The length of the hair.
    pub hair_length: f32,
}

/// The size and frame rate of a video, which determine the cost of encoding and decoding.
#[derive(Clone, Copy, Debug)]
pub struct Film {
    width: u32,
    height: u32,
    per_second: u32,
}

pub const LARGE: Film = Film {
    width: 960,
    height: 540,
    per_second: 10,
};

/// Small enough for two cores to handle six people.
pub const SMALL: Film = Film {
    width: 320,
    height: 180,
    per_second: 5,
};

pub const ADA: Sitter = Sitter {
    wall: ([0.80, 0.72, 0.62], [0.52, 0.40, 0.32]),
    skin: [0.93, 0.74, 0.62],
    hair: [0.24, 0.14, 0.10],
    shirt: [0.18, 0.30, 0.50],
    hair_length: 0.20,
};

pub const LIN: Sitter = Sitter {
    wall: ([0.60, 0.74, 0.78], [0.24, 0.38, 0.46]),
    skin: [0.72, 0.52, 0.38],
    hair: [0.08, 0.07, 0.08],
    shirt: [0.86, 0.56, 0.24],
    hair_length: 0.02,
};

pub const KIM: Sitter = Sitter {
    wall: ([0.78, 0.76, 0.66], [0.44, 0.48, 0.36]),
    skin: [0.86, 0.66, 0.52],
    hair: [0.36, 0.24, 0.14],
    shirt: [0.34, 0.46, 0.34],
    hair_length: 0.06,
};

/// Writes a video of a person who sways a little, as YUV4MPEG2.
pub fn film(sitter: &Sitter, film: Film, file: &Path) -> Result<()> {
    let Film {
        width,
        height,
        per_second,
    } = film;
    let mut out = BufWriter::new(std::fs::File::create(file)?);
    writeln!(
        out,
        "YUV4MPEG2 W{width} H{height} F{per_second}:1 Ip A1:1 C420jpeg"
    )?;
    for frame in 0..FRAMES {
        let turn = frame as f32 / FRAMES as f32 * std::f32::consts::TAU;
        let picture: Vec<Colour> = (0..height)
            .flat_map(|row| (0..width).map(move |column| (row, column)))
            .map(|(row, column)| {
                let x = (column as f32 - width as f32 / 2.0) / height as f32;
                sitter.at(x, row as f32 / height as f32, turn.sin() * 0.008)
            })
            .collect();
        writeln!(out, "FRAME")?;
        write_planes(&mut out, width, &picture)?;
    }
    Ok(out.flush()?)
}

impl Sitter {
    /// Returns the colour at a point. The picture has the height 1; `x` is 0 in the middle.
    fn at(&self, x: f32, y: f32, sway: f32) -> Colour {
        let mut colour = mix(self.wall.0, self.wall.1, (y + x * 0.3).clamp(0.0, 1.0));
        // Light from the side, and a picture on the wall.
        colour = mix(
            colour,
            [1.0, 0.95, 0.85],
            0.35 * (1.0 - ((x + 0.62).hypot(y - 0.22) / 0.34)).clamp(0.0, 1.0),
        );
        let frame = within((x - 0.60).abs() / 0.13, (y - 0.26).abs() / 0.16, 16.0);
        colour = mix(colour, mix(self.shirt, [1.0; 3], 0.55), frame * 0.8);

        // Scales the person to the size typical of a video call.
        let (x, y) = ((x - sway) / ZOOM, 1.0 - (1.0 - y) / ZOOM);
        let dark = |colour: Colour| mix(colour, [0.0; 3], 0.16);
        let parts = [
            (
                0.0,
                0.455 + self.hair_length * 0.55,
                0.168,
                0.19 + self.hair_length * 0.55,
                2.6,
                self.hair,
            ),
            (0.0, 1.10, 0.36, 0.36, 2.6, self.shirt),
            (0.0, 0.68, 0.062, 0.13, 2.0, dark(self.skin)),
            (0.0, 0.47, 0.125, 0.168, 2.2, self.skin),
            (-0.048, 0.465, 0.013, 0.014, 2.0, [0.12; 3]),
            (0.048, 0.465, 0.013, 0.014, 2.0, [0.12; 3]),
            (
                0.0,
                0.565,
                0.040,
                0.012,
                2.0,
                mix(self.skin, [0.6, 0.1, 0.1], 0.5),
            ),
            (0.0, 0.553, 0.044, 0.011, 2.0, self.skin),
            (0.0, 0.335, 0.14, 0.062, 2.4, self.hair),
        ];
        for (left, top, width, height, power, paint) in parts {
            colour = mix(
                colour,
                paint,
                within((x - left).abs() / width, (y - top).abs() / height, power),
            );
        }
        colour
    }
}

/// Returns 1 inside a superellipse and 0 outside, with a soft edge.
fn within(across: f32, down: f32, power: f32) -> f32 {
    let distance = (across.powf(power) + down.powf(power)).powf(1.0 / power);
    ((1.02 - distance) / 0.03).clamp(0.0, 1.0)
}

fn mix(one: Colour, other: Colour, share: f32) -> Colour {
    std::array::from_fn(|part| one[part] + (other[part] - one[part]) * share)
}

/// Writes a frame as full-range BT.601, as `C420jpeg` requires.
fn write_planes(out: &mut impl Write, width: u32, picture: &[Colour]) -> Result<()> {
    let level = |[red, green, blue]: Colour, [r, g, b]: Colour, zero: f32| {
        ((red * r + green * g + blue * b + zero) * 255.0)
            .round()
            .clamp(0.0, 255.0) as u8
    };
    let luma: Vec<u8> = picture
        .iter()
        .map(|&colour| level(colour, [0.299, 0.587, 0.114], 0.0))
        .collect();
    out.write_all(&luma)?;
    for weights in [[-0.169, -0.331, 0.5], [0.5, -0.419, -0.081]] {
        let plane: Vec<u8> = picture
            .chunks_exact(width as usize)
            .step_by(2)
            .flat_map(|row| row.iter().step_by(2))
            .map(|&colour| level(colour, weights, 0.5))
            .collect();
        out.write_all(&plane)?;
    }
    Ok(())
}
