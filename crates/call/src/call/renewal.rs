//! The token that counts: the page may replace it, and the server may refuse the new one.

use super::Call;
use crate::effect::Effect;
use crate::event::Event;
use crate::input::SocketClosed;
use crate::server::failure;
use std::collections::VecDeque;
use visavis_protocol::{CloseCode, ToServer};
use visavis_roap::{Entropy, Timestamp};

/// The token that counts, and those on their way to the server.
#[derive(Debug)]
pub(super) struct Renewal {
    /// The one that the server takes, or would be asked for.
    counts: Option<String>,
    /// Those that it has not answered yet, in the order in which they were sent.
    unanswered: VecDeque<String>,
}

impl Renewal {
    pub(super) fn new(token: Option<String>) -> Self {
        let unanswered = VecDeque::new();
        let counts = token;
        Self { counts, unanswered }
    }
}

impl<E: Entropy> Call<E> {
    /// Returns the token that goes with the next hello: the one that was given last, unless the server has refused it.
    pub fn token(&self) -> Option<&str> {
        self.options.token.as_deref()
    }

    /// Uses another token from now on. While the server takes none in the session, it goes with the next hello.
    pub(super) fn renew_token(&mut self, now: Timestamp, token: String) {
        self.options.token = Some(token).filter(|token| !token.is_empty());
        match &self.options.token {
            Some(token) if self.server.takes_token() => {
                self.renewal.unanswered.push_back(token.clone());
                let token = token.clone();
                self.effects.push(Effect::SendToServer(ToServer::Token { token }));
            }
            Some(_) | None => self.renewal.counts.clone_from(&self.options.token),
        }
        // The former one may be the reason for waiting.
        if let Some(action) = self.server.retry(now) {
            self.act(now, action);
        }
    }

    /// The server has taken a token in the session, or refuses it. The one before it counts then: with one that is refused,
    /// this client could not return.
    pub(super) fn token_answered(&mut self, refused: Option<u16>) {
        let Some(token) = self.renewal.unanswered.pop_front() else {
            return;
        };
        let Some(code) = refused else {
            self.renewal.counts = Some(token);
            return;
        };
        if self.renewal.unanswered.is_empty() {
            self.options.token.clone_from(&self.renewal.counts);
        }
        let reason = CloseCode::from_number(code)
            .map_or("", CloseCode::sentence)
            .to_owned();
        self.tell(Event::TokenRefused(failure(&SocketClosed { code, reason })));
    }

    /// The server is lost, and answers nothing any more. The token that was given last goes with the next hello.
    pub(super) fn token_unanswered(&mut self) {
        self.renewal.unanswered.clear();
        self.renewal.counts.clone_from(&self.options.token);
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Counter, at, effects, events, forget, join, say, welcomed};
    use super::*;
    use crate::{Code, Command, Input};
    use visavis_protocol::{ClientId, ToClient};

    #[test]
    fn a_token_that_the_server_refuses_is_told_and_the_former_one_counts() {
        let mut call = taking_tokens();
        renew(&mut call, "second");
        say(&mut call, at(60), ToClient::Token { refused: None });
        assert_eq!(events(&mut call), []);
        renew(&mut call, "bad");
        assert_eq!(call.token(), Some("bad"));

        let code = CloseCode::TokenOfOtherRoom.number();
        say(&mut call, at(70), ToClient::Token { refused: Some(code) });

        let refused = Event::TokenRefused(Code::TokenOfOtherRoom.into());
        assert_eq!(events(&mut call), [refused]);
        assert_eq!(call.token(), Some("second"));
        assert_eq!(token_of_next_hello(&mut call), Some("second".to_owned()));
    }

    #[test]
    fn each_token_has_its_own_answer() {
        let mut call = taking_tokens();
        for token in ["bad", "good"] {
            renew(&mut call, token);
        }

        let code = CloseCode::Token.number();
        say(&mut call, at(70), ToClient::Token { refused: Some(code) });
        assert_eq!(
            events(&mut call),
            [Event::TokenRefused(Code::TokenRefused.into())]
        );
        assert_eq!(call.token(), Some("good"), "its answer is on the way");
        say(&mut call, at(70), ToClient::Token { refused: None });
        say(&mut call, at(70), ToClient::Token { refused: Some(code) });

        assert_eq!((events(&mut call), call.token()), (vec![], Some("good")));
    }

    #[test]
    fn a_token_that_was_on_its_way_when_the_server_was_lost_goes_with_the_next_hello() {
        let mut call = taking_tokens();
        renew(&mut call, "second");

        assert_eq!(token_of_next_hello(&mut call), Some("second".to_owned()));
    }

    /// A call whose server has let it in with a token, and takes others.
    fn taking_tokens() -> Call<Counter> {
        let mut call = welcomed(vec![]);
        let welcome = ToClient::Welcome {
            you: ClientId("ada".into()),
            identity: None,
            people: vec![],
            ice_servers: vec![],
            takes_token: true,
        };
        say(&mut call, at(40), welcome);
        forget(&mut call);
        call
    }

    fn renew(call: &mut Call<Counter>, token: &str) {
        call.handle(at(50), Command::RenewToken(token.to_owned()).into());
        let token = token.to_owned();
        assert_eq!(effects(call), [Effect::SendToServer(ToServer::Token { token })]);
    }

    fn token_of_next_hello(call: &mut Call<Counter>) -> Option<String> {
        let closed = SocketClosed {
            code: 1006,
            reason: String::new(),
        };
        call.handle(at(80), Input::ServerClosed(1, closed));
        call.handle(at(90), join());
        call.handle_timeout(at(60_000));
        forget(call);
        call.handle(at(60_010), Input::ServerOpened(2));
        effects(call).into_iter().find_map(|effect| {
            if let Effect::SendToServer(ToServer::Hello { token, .. }) = effect {
                token
            } else {
                None
            }
        })
    }
}
