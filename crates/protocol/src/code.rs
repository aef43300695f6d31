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
        DevicesDenied = "Your browser is blocking the camera and microphone. Click the icon in the address bar to allow them. You can still see and hear everyone.",
        CameraDenied = "Your browser is blocking the camera. Click the icon in the address bar to allow it.",
        MicrophoneDenied = "Your browser is blocking the microphone. Click the icon in the address bar to allow it.",
        FrameNotAllowed = "The page that embeds this call doesn't allow the camera, microphone or screen: its <iframe> needs allow=\"camera; microphone; display-capture\". You can still see and hear everyone.",
        FrameDenied = "The camera, microphone or screen is blocked: by you, or because the <iframe> of the page that embeds this call needs allow=\"camera; microphone; display-capture\". You can still see and hear everyone.",
        DevicesMissing = "No camera or microphone found. You can still see and hear everyone.",
        CameraMissing = "No camera found, so others can't see you. Connect one, then turn it on.",
        MicrophoneMissing = "No microphone found, so others can't hear you. Connect one, then unmute.",
        DevicesBusy = "Another app is using your camera and microphone. Close that app, then turn them on. You can still see and hear everyone.",
        CameraBusy = "Your camera didn't start. Another app may be using it. Close that app, then turn on your camera.",
        MicrophoneBusy = "Your microphone didn't start. Another app may be using it. Close that app, then unmute.",
        DevicesFailed = "Your camera and microphone won't start. Restarting your browser may help. You can still see and hear everyone.",
        CameraFailed = "Your camera won't start. Unplug it and plug it back in, or restart your browser.",
        MicrophoneFailed = "Your microphone won't start. Unplug it and plug it back in, or restart your browser.",
        CameraSwitched = "Your camera stopped working, so another one is being used. You can choose one in the settings.",
        MicrophoneSwitched = "Your microphone stopped working, so another one is being used. You can choose one in the settings.",
        CameraUnplugged = "Your camera was unplugged, so others can't see you. Plug it back in, and it turns on again.",
        MicrophoneUnplugged = "Your microphone was unplugged, so others can't hear you. Plug it back in, and it turns on again.",
        CameraStopped = "Your camera stopped working, so others can't see you. Close other apps that use it, then turn it on.",
        MicrophoneStopped = "Your microphone stopped working, so others can't hear you. Close other apps that use it, then unmute.",
        CameraWithdrawn = "Your browser is now blocking the camera, so others can't see you. Click the icon in the address bar to allow it.",
        MicrophoneWithdrawn = "Your browser is now blocking the microphone, so others can't hear you. Click the icon in the address bar to allow it.",
        CameraNotSwitched = "The camera you chose won't start, so the previous one is being used. Close other apps that use it, then choose it again.",
        MicrophoneNotSwitched = "The microphone you chose won't start, so the previous one is being used. Close other apps that use it, then choose it again.",
        SpeakerNotSwitched = "The speaker you chose can't be used, so the previous one is being used. Choose another one.",
        CameraWithheld = "Your device isn't providing video from the camera right now. Open the lid or the camera cover, and others will see you again.",
        MicrophoneWithheld = "Your device isn't providing sound from the microphone right now. End your phone call or unmute the microphone there, and others will hear you again.",
        CameraOverconstrained = "Your camera doesn't support what this page asks for, so it's used as it is.",
        MicrophoneOverconstrained = "Your microphone doesn't support what this page asks for, so it's used as it is.",
        CameraTrackEnded = "This page stopped providing your video, so others can't see you. If that doesn't change, reload the page.",
        MicrophoneTrackEnded = "This page stopped providing your audio, so others can't hear you. If that doesn't change, reload the page.",
        ScreenDenied = "Your system doesn't let the browser see your screen. Allow it in your system settings, then share again.",
        ScreenUnasked = "Browsers share a screen only after a click. Use the button for sharing.",
        ScreenUnsupported = "This browser can't share your screen. Use a browser on a computer.",
        ScreenFailed = "Your screen couldn't be shared. Try again, or share a single window.",
        InsecurePage = "Browsers allow the camera and microphone only on pages opened over https or from this computer. You can still see and hear everyone.",
    }
    Joining {
        /// The address of the signalling server is not usable for a WebSocket.
        ServerAddress,
        ServerForbidden = "This page's Content-Security-Policy blocks the connection to the call server: its connect-src needs the server's address. Let the owner of this page know.",
        ServerUnreachable = "The call server isn't responding, so no one can be reached. Check your connection, then try again.",
        SignallingVersion = "This page and its server don't match. Reload the page.",
        TokenMissing = "You need an invitation to this room. Ask whoever sent you the link.",
        TokenRefused = "This invitation isn't valid here. Ask for a new one.",
        TokenOfOtherRoom = "This invitation is for another room. Ask for one to this room.",
        TokenNotValid = "This invitation isn't valid right now. Ask for a new one.",
        TokenUnbounded = "This invitation has no expiry date, or one too far in the future. Ask for a new one.",
        TokenUsed = "Someone else has already used this invitation, and it's for one person. Ask for a new one.",
        OriginRefused = "The call server doesn't accept pages from this address. Let the owner of this page know.",
        RoomFull = "This call is full. Try again later.",
        RoomNameRefused = "A room can't have this name. Names have 1 to 128 characters and no control characters.",
        NotLetIn = "Your request to join was declined.",
        RemovedFromRoom = "You were removed from the call.",
        RoomRefused = "You can't join this room.",
        Replaced = "You joined this call from somewhere else, so it ended here.",
    }
    Link {
        NoPath = "This person can't be reached from your network. Try another network at either end, or ask the owner of this page for a relay server.",
        TurnRefused = "The relay server rejected this page's password. Reload the page, or let the owner of this page know if that doesn't help.",
        TurnUnreachable = "The relay server isn't responding. Try another network, or let the owner of this page know.",
        UdpBlocked = "Your network is blocking calls. Try another one, such as your phone's, or ask your network administrator to allow UDP.",
        PeerGone = "This person left or lost their connection. The call continues as soon as they're back.",
        NetworkLost = "Your network seems to be down: neither the server nor this person can be reached. Check your connection; the call continues as soon as it's back.",
        DtlsFailed = "This person was found, but the call couldn't be encrypted. Reload the page at both ends, or try another browser.",
        NoMedia = "You're connected, but no audio or video is arriving from this person. Ask them to leave the call and rejoin.",
    }
    Files {
        DownloadForbidden = "If your browser saves nothing, the <iframe> of the page that embeds this call has a sandbox without allow-downloads. Show the file here, then save it from the browser's menu.",
        PictureScrambled = "Your browser's fingerprinting protection scrambles images captured by a page, so nothing was kept. Click the icon in the address bar to allow canvas data, then try again.",
        RecordingEmpty = "Nothing was recorded: no audio or video arrived before the end. Record again, for longer.",
    }
    Frame {
        /// Also in `failed` and `mediaChanged`.
        FrameNoOrigin = "The page that embeds this call gives it no origin, which the call server and the camera need: the sandbox of its <iframe> needs allow-same-origin.",
        FrameNoFullScreen = "The page that embeds this call doesn't allow full screen: its <iframe> needs allow=\"fullscreen\".",
        FrameNoFloating = "The page that embeds this call doesn't allow picture in picture: its <iframe> needs allow=\"picture-in-picture\".",
        FrameNoWindows = "The page that embeds this call doesn't let links open: the sandbox of its <iframe> needs allow-popups.",
        FrameNoLoudspeakers = "The page that embeds this call doesn't allow choosing a speaker: its <iframe> needs allow=\"speaker-selection\".",
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
        MarkupForbidden = "This page's Content-Security-Policy blocks the video call: its trusted-types needs visavis.",
        WebRtcMissing = "This browser doesn't support video calls, or they're turned off in it. Use another browser.",
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
        NameFromToken = "Your name comes from your invitation, so it can't be changed here.",
        /// In `notPermitted`; recordings and taps are rejected with it.
        NotPermitted = "Your invitation doesn't let you do this.",
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
