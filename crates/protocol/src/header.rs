//! The header of every message on a link: its sequence number and its acknowledgement.

use crate::limits::short;
use serde::Serialize;
use visavis_roap::Value;

/// The sequence header of a message on a link: a number within the sender's epoch, and an acknowledgement of the peer's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct SequenceHeader {
    /// Random for each life of the link.
    pub epoch: String,
    /// Counts the messages of the epoch from 1; 0 carries an acknowledgement alone.
    pub n: u32,
    /// The last message of the other side's epoch that arrived with all before it.
    pub ack: u32,
    /// The other side's epoch that `ack` counts; absent while nothing was received.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ack_epoch: Option<String>,
}

impl SequenceHeader {
    /// Reads the header of a frame from which `ack` was taken before.
    pub(crate) fn read(frame: &mut Value, ack: u32) -> Option<Self> {
        let ack_epoch = match frame.take("ackEpoch").into_string() {
            Some(epoch) => Some(short(epoch.into())?),
            None => None,
        };
        Some(Self {
            epoch: short(frame.take("epoch"))?,
            n: frame.take("n").into_number()?,
            ack,
            ack_epoch,
        })
    }

    pub(crate) fn write(&self) -> [(&'static str, Value); 4] {
        [
            ("epoch", self.epoch.as_str().into()),
            ("n", self.n.into()),
            ("ack", self.ack.into()),
            ("ackEpoch", self.ack_epoch.clone().into()),
        ]
    }
}
