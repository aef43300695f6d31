use super::{Devices, LocalDevice, Mail, kind_of};
use crate::web::{Capture, Enumerated, Listener, Task, enumerate, watch_devices, watch_permission};
use visavis_call::Source;
use visavis_call::devices::Enumeration;

/// Watches for changes of devices and permissions.
#[derive(Debug)]
pub(super) struct Watching {
    _devices: Option<Listener>,
    _permissions: Task,
}

impl Devices {
    /// Starts watching; called with the first request.
    pub(super) fn watch(&mut self) {
        if self.watching.is_some() {
            return;
        }
        let mailbox = self.mailbox.clone();
        let changed = move || {
            mailbox.put(Mail::DevicesChanged);
        };
        let listener = watch_devices(changed.clone());
        let permissions = Task::spawn(async move {
            let _microphone = watch_permission("microphone", changed.clone()).await;
            let _camera = watch_permission("camera", changed).await;
            std::future::pending::<()>().await;
        });
        self.watching = Some(Watching {
            _devices: listener,
            _permissions: permissions,
        });
        self.enumerate();
    }

    /// Enumerates devices and permissions after a change.
    pub(in crate::driver) fn enumerate(&mut self) {
        let mailbox = self.mailbox.clone();
        self.enumerating = Some(Task::spawn(async move {
            let enumerated = enumerate().await;
            mailbox.put(Mail::Enumerated(enumerated));
        }));
    }

    /// Handles the result of an enumeration.
    pub(in crate::driver) fn enumerated(&mut self, enumerated: Enumerated) {
        self.choices.learn(enumerated.devices);
        self.verify_choices();
        for (source, permission) in [
            (Source::Microphone, enumerated.microphone),
            (Source::Camera, enumerated.camera),
        ] {
            let ids = self.choices.ids(kind_of(source));
            self.decide(source, |device| {
                device.enumerated(Enumeration { ids, permission })
            });
        }
        self.tell_choices();
        self.ask();
    }

    pub(super) fn tell_choices(&mut self) {
        let used = |local: &LocalDevice| local.capture().and_then(Capture::device_id);
        let news = self.choices.news(used(&self.microphone), used(&self.camera));
        self.notices.extend(news);
    }
}
