//! Error codes: stable ids for every failure that people and programs may encounter.

/// Where a code occurs. Each area is a table of `docs/troubleshooting.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// A device of this side cannot be used: `mediaChanged` carries the code.
    Devices,
    /// The call cannot begin or continue: `failed` carries the code.
    Joining,
    /// The call with one person does not connect or brings no media: `linkProblem` carries the code.
    Link,
    /// A picture, a recording or a report cannot be made or saved. The interface shows the code; methods reject with it.
    Files,
    /// The page around a frame withholds something: the interface shows the code when it is used.
    Frame,
    /// The client does not load, or has broken down.
    Loading,
    /// A program misuses the API.
    Api,
}

/// Defines the codes with their sentences in English; without a sentence, the code that raises the failure writes one.
macro_rules! codes {
    ($($area:ident {
        $($(#[$doc:meta])* $code:ident $(= $sentence:literal)?,)*
    })*) => {
        /// What went wrong.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Code {
            $($($(#[$doc])* $(#[doc = concat!("```text\n", $sentence, "\n```")])? $code,)*)*
        }

        impl Code {
            /// All codes.
            pub const ALL: &[Self] = &[$($(Self::$code,)*)*];

            /// Returns its stable name.
            pub fn id(self) -> &'static str {
                match self {
                    $($(Self::$code => stringify!($code),)*)*
                }
            }

            /// Returns where it occurs.
            pub fn area(self) -> Area {
                match self {
                    $($(Self::$code => Area::$area,)*)*
                }
            }

            /// Returns what happened and what to do, in English; empty if that depends on the case.
            pub fn sentence(self) -> &'static str {
                match self {
                    $($(Self::$code => concat!($($sentence)?),)*)*
                }
            }
        }
    };
}

codes! {
    Devices {
        DevicesDenied = "Camera and microphone are not allowed here. You can still see and hear the others; allow them beside the page's address, then switch them on.",
        CameraDenied = "Your camera is not allowed here, so the others do not see you. Allow it beside the page's address, then switch it on.",
        MicrophoneDenied = "Your microphone is not allowed here, so the others do not hear you. Allow it beside the page's address, then switch it on.",
        FrameNotAllowed = "The page around this one withholds camera, microphone or screen: its <iframe> needs allow=\"camera; microphone; display-capture\". You can still see and hear the others.",
        FrameDenied = "Camera, microphone or screen is not allowed here: by you, or because the <iframe> of the page around this one lacks allow=\"camera; microphone; display-capture\". You can still see and hear the others.",
        DevicesMissing = "No camera and no microphone was found. You can still see and hear the others; plug one in, then switch it on.",
        CameraMissing = "No camera was found, so the others do not see you. Plug one in, then switch it on.",
        MicrophoneMissing = "No microphone was found, so the others do not hear you. Plug one in, then switch it on.",
        DevicesBusy = "Camera and microphone are used by another program. You can still see and hear the others; close that program, then switch them on.",
        CameraBusy = "Your camera is used by another program or does not start. Close that program, then switch it on.",
        MicrophoneBusy = "Your microphone is used by another program or does not start. Close that program, then switch it on.",
        DevicesFailed = "Camera and microphone do not start. You can still see and hear the others; restarting the browser may help.",
        CameraFailed = "Your camera does not start. Unplug it and plug it in again, or restart the browser.",
        MicrophoneFailed = "Your microphone does not start. Unplug it and plug it in again, or restart the browser.",
        CameraSwitched = "Your camera stopped, so another one is used. You can choose in the settings.",
        MicrophoneSwitched = "Your microphone stopped, so another one is used. You can choose in the settings.",
        CameraUnplugged = "Your camera was unplugged, so the others do not see you. Plug it in, and it is on again.",
        MicrophoneUnplugged = "Your microphone was unplugged, so the others do not hear you. Plug it in, and it is on again.",
        CameraStopped = "Your camera stopped, so the others do not see you. Close other programs that use it, then switch it on.",
        MicrophoneStopped = "Your microphone stopped, so the others do not hear you. Close other programs that use it, then switch it on.",
        CameraWithdrawn = "Your camera is not allowed here any more, so the others do not see you. Allow it beside the page's address.",
        MicrophoneWithdrawn = "Your microphone is not allowed here any more, so the others do not hear you. Allow it beside the page's address.",
        CameraNotSwitched = "The camera that you chose does not start, so the former one is used. Close other programs that use it, then choose it again.",
        MicrophoneNotSwitched = "The microphone that you chose does not start, so the former one is used. Close other programs that use it, then choose it again.",
        SpeakerNotSwitched = "The loudspeaker that you chose cannot be used, so the former one is used. Choose another one.",
        CameraWithheld = "Your system gives no picture of your camera at the moment. Open the lid or the camera's cover, and the others see you again.",
        MicrophoneWithheld = "Your system gives no sound of your microphone at the moment. End the telephone call or unmute it there, and the others hear you again.",
        CameraOverconstrained = "Your camera cannot do what this page asks of it, so it is used as it is.",
        MicrophoneOverconstrained = "Your microphone cannot do what this page asks of it, so it is used as it is.",
        CameraTrackEnded = "This page no longer provides your picture, so the others do not see you. Reload the page if that does not change.",
        MicrophoneTrackEnded = "This page no longer provides your sound, so the others do not hear you. Reload the page if that does not change.",
        ScreenDenied = "Your system does not let the browser see the screen. Allow it in the system's settings, then share again.",
        ScreenUnasked = "Browsers share a screen only after a click. Press the button for sharing.",
        ScreenUnsupported = "This browser cannot share a screen. Use a browser on a computer.",
        ScreenFailed = "The screen could not be shared. Try again, or share a single window.",
        InsecurePage = "Browsers give no camera and microphone to a page that was not opened by https or from this computer. You can still see and hear the others.",
    }
    Joining {
        /// The address of the signalling server is not usable for a WebSocket.
        ServerAddress,
        ServerForbidden = "This page's Content-Security-Policy forbids the connection to the call server: its connect-src needs the server's address. Tell whoever runs this page.",
        ServerUnreachable = "The call server does not answer, so nobody can be reached. Check your connection, then try again.",
        SignallingVersion = "This page and its server do not fit together. Reload the page.",
        TokenMissing = "This room needs an invitation. Ask whoever sent you the link.",
        TokenRefused = "This invitation is not one of this server's. Ask for another.",
        TokenOfOtherRoom = "This invitation is for another room.",
        TokenNotValid = "This invitation is not valid now. Ask for another.",
        TokenUnbounded = "This invitation has no end, or one too far in the future. Ask for another.",
        TokenUsed = "Somebody else came in with this invitation, and it is for one person. Ask for another.",
        OriginRefused = "The call server does not serve pages from this address. Tell whoever runs it.",
        RoomFull = "This call is full. Try again later.",
        RoomNameRefused = "A room's name has 1 to 128 characters and no control characters.",
        NotLetIn = "You were not let in.",
        RemovedFromRoom = "You were removed from this call.",
        RoomRefused = "This room cannot be entered.",
        Replaced = "You joined this call from somewhere else, so it ended here.",
    }
    Link {
        NoPath = "No way through the networks leads to this person. Try another network at either end, or ask whoever runs this page for a relay server.",
        TurnRefused = "The relay server did not accept this page's password. Reload the page; if that does not help, tell whoever runs it.",
        TurnUnreachable = "The relay server does not answer. Try another network, or tell whoever runs this page.",
        UdpBlocked = "Your network does not let calls through. Try another one, such as your phone's, or ask whoever looks after it to allow UDP.",
        PeerGone = "This person has left or has lost their network. The call goes on by itself when they are back.",
        NetworkLost = "Neither the server nor this person can be reached: your network seems to be down. Check your connection; the call goes on by itself.",
        DtlsFailed = "This person was found, but the call could not be encrypted. Reload the page at both ends, or try another browser.",
        NoMedia = "You are connected, but neither sound nor picture comes from this person. Ask them to leave the call and join again.",
    }
    Files {
        DownloadForbidden = "If your browser saves nothing, the <iframe> of the page around this one has a sandbox without allow-downloads. Show the file here, and save it from the browser's own menu.",
        PictureScrambled = "Your browser's protection against fingerprinting scrambles the pictures that a page takes, so none is kept. Allow this page to use canvas data beside its address, then try again.",
        RecordingEmpty = "Nothing was recorded: no sound and no picture reached the recorder before its end. Record again, for longer.",
    }
    Frame {
        /// Also in `failed` and `mediaChanged`.
        FrameNoOrigin = "The page around this one gives it no origin, which the call server and the camera need: the sandbox of its <iframe> needs allow-same-origin.",
        FrameNoFullScreen = "The page around this one withholds full screen: its <iframe> needs allow=\"fullscreen\".",
        FrameNoFloating = "The page around this one withholds picture in picture: its <iframe> needs allow=\"picture-in-picture\".",
        FrameNoWindows = "The page around this one lets no link open: the sandbox of its <iframe> needs allow-popups.",
        FrameNoLoudspeakers = "The page around this one withholds the choice of a loudspeaker: its <iframe> needs allow=\"speaker-selection\".",
    }
    Loading {
        /// A file of the client could not be fetched.
        ClientNotLoaded,
        /// A file of the client is missing, or something else was served in its place.
        ClientMissing,
        /// JavaScript and WebAssembly are of different versions.
        ClientVersion,
        /// The page's Content-Security-Policy allows no WebAssembly.
        WasmForbidden,
        MarkupForbidden = "This page's Content-Security-Policy forbids the video call: its trusted-types needs visavis.",
        WebRtcMissing = "This browser makes no video calls, or they are switched off in it. Use another browser.",
        /// The link names a call server that the page does not list.
        ServerNotListed,
        /// The client ended because of a bug.
        BrokenDown,
    }
    Api {
        /// There is no option of that name.
        UnknownOption,
        /// An option has a value that cannot be used.
        UnusableOption,
        /// In `renameRefused`.
        NameFromToken = "Your name comes from your invitation, so it cannot be changed here.",
        /// In `notPermitted`; recordings and taps are rejected with it.
        NotPermitted = "Your invitation does not let you do this.",
        /// A method was given an unusable argument.
        UnusableArgument,
        /// A method of the element was called before there is a call.
        NotReady,
        /// The call was left during an operation.
        Left,
        /// A snapshot, recording or tap was requested of a person who sends nothing.
        NothingToSee,
        /// `sendData` was given a message that is too long.
        MessageTooLong,
        /// There is no connection on which data could be sent.
        NotConnected,
        /// `sendData` was called faster than the data can be sent.
        TooMuchUnsent,
        /// The page of a person sends data faster than this page handles it.
        TooMuchData,
    }
}

impl Code {
    /// Returns the code with that name.
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.id() == id)
    }

    /// Returns the key of its sentence in a language file; `None` if the interface never shows it, because it is for
    /// programs or there is no interface yet.
    pub fn key(self) -> Option<&'static str> {
        match self.area() {
            Area::Devices | Area::Joining | Area::Link | Area::Files | Area::Frame => Some(self.id()),
            Area::Loading | Area::Api => None,
        }
    }

    /// Returns whether it ends even an ongoing call. After any other refusal the client keeps retrying the server as
    /// long as there is somebody in the call.
    pub fn is_final(self) -> bool {
        matches!(
            self,
            Self::RoomNameRefused
                | Self::RoomRefused
                | Self::NotLetIn
                | Self::RemovedFromRoom
                | Self::Replaced
                | Self::BrokenDown
        )
    }

    /// Returns whether the same attempt may succeed later, without a change to the page or the link to it.
    pub fn can_retry(self) -> bool {
        !matches!(
            self,
            Self::FrameNotAllowed
                | Self::FrameNoOrigin
                | Self::FrameNoFullScreen
                | Self::FrameNoFloating
                | Self::FrameNoWindows
                | Self::FrameNoLoudspeakers
                | Self::InsecurePage
                | Self::ServerAddress
                | Self::ServerForbidden
                | Self::ServerNotListed
                | Self::SignallingVersion
                | Self::TokenMissing
                | Self::TokenRefused
                | Self::TokenOfOtherRoom
                | Self::TokenNotValid
                | Self::TokenUnbounded
                | Self::TokenUsed
                | Self::OriginRefused
                | Self::RoomNameRefused
                | Self::DownloadForbidden
                | Self::WasmForbidden
                | Self::MarkupForbidden
                | Self::WebRtcMissing
                | Self::BrokenDown
                | Self::UnknownOption
                | Self::UnusableOption
                | Self::NotPermitted
                | Self::UnusableArgument
                | Self::MessageTooLong
        )
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id())
    }
}
