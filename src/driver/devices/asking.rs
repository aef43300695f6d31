use super::{Devices, LocalDevice, Mail};
use crate::web::{Capture, PerDevice, Request, Task, capture, policy_for};
use visavis_call::Source;
use visavis_call::devices::{Decision, Refusal, Remark, Wish};

/// The pending device request, if any, and what the next one will ask for.
#[derive(Debug, Default)]
pub(super) struct Asking {
    wished: PerDevice<Wish>,
    has_new_wish: bool,
    /// Numbers the requests: the result of an abandoned one is dropped, which stops its devices.
    attempt: u32,
    question: Option<Task>,
}

impl Asking {
    pub(super) fn wish(&mut self, source: Source, wish: Option<Wish>) {
        self.has_new_wish |= wish.is_some();
        if source == Source::Microphone {
            self.wished.microphone = wish;
        } else {
            self.wished.camera = wish;
        }
    }

    /// Abandons the pending request.
    pub(super) fn abandon(&mut self) {
        self.attempt += 1;
        self.question = None;
        self.wished = PerDevice::default();
    }
}

impl Devices {
    /// Requests the wanted devices. A second request replaces the first and includes its devices.
    pub(super) fn ask(&mut self) {
        if !std::mem::take(&mut self.asking.has_new_wish) {
            return;
        }
        self.watch();
        self.asking.attempt += 1;
        let (attempt, wished) = (self.asking.attempt, self.requests());
        let mailbox = self.mailbox.clone();
        self.asking.question = Some(Task::spawn(async move {
            let captured = capture(&wished).await;
            // If the driver is gone, the devices are dropped here and stop.
            mailbox.put(Mail::Captured(attempt, captured));
        }));
    }

    fn requests(&self) -> PerDevice<Request> {
        let request = |wish: &Option<Wish>, local: &LocalDevice| {
            wish.clone().map(|wish| Request {
                wish,
                constraints: local.device.constraints().cloned(),
            })
        };
        let PerDevice { microphone, camera } = &self.asking.wished;
        PerDevice {
            microphone: request(microphone, &self.microphone),
            camera: request(camera, &self.camera),
        }
    }

    /// Handles the outcome of a request.
    pub(in crate::driver) fn captured(
        &mut self,
        attempt: u32,
        captured: PerDevice<Result<Capture, Refusal>>,
    ) {
        if attempt != self.asking.attempt {
            return;
        }
        self.asking.abandon();
        let mut decisions = Vec::new();
        for (source, result) in [
            (Source::Microphone, captured.microphone),
            (Source::Camera, captured.camera),
        ] {
            if let (Some(result), Some(local)) = (result, self.local(source)) {
                decisions.push((source, local.settle(result)));
                self.put_in_place(source);
            }
        }
        let refusals = decisions
            .iter()
            .filter_map(|(_, decision)| match decision.remark {
                Some(Remark::Refused(why)) => Some(why),
                Some(_) | None => None,
            });
        let mut of_both = match refusals.collect::<Vec<_>>().as_slice() {
            [one, other] if one == other => Some(one.failure_of_both(policy_for("camera"))),
            _ => None,
        };
        let is_of_both = of_both.is_some();
        let answered: Vec<_> = decisions.iter().map(|(source, _)| *source).collect();
        for (source, Decision { step, remark }) in decisions {
            let of_one = self.problem(source, remark);
            // Reported once, for the microphone, which comes first.
            let problem = if is_of_both { of_both.take() } else { of_one };
            self.carry_out(source, step, problem);
        }
        // A device that is already muted or has already ended fires no further event.
        for source in answered {
            let is_silent = |capture: &Capture| capture.has_ended() || capture.is_muted_by_system();
            if self
                .local(source)
                .and_then(|local| local.capture())
                .is_some_and(is_silent)
            {
                self.changed(source);
            }
        }
        // Device labels are available now.
        self.enumerate();
        self.ask();
    }
}
