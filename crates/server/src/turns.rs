//! Who comes next while there is more to do than there are threads.
//!
//! Threads run tasks in the order in which they become ready, so beside hundreds of sockets that send all the time everybody
//! else would wait for all of them, again and again. What costs much therefore takes a turn, and there are few at a time.
//! Whoever had the fewest lately gets the next one. While the server is not busy, nobody waits.
//!
//! A turn lasts until the task that has it was polled, whatever it does then: nobody keeps a turn and waits.

use crate::sync::lock;
use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker, ready};
use std::time::Duration;
use tokio::time::Instant;

/// How long turns are remembered. A call begins with a hundred messages within a second: in this time, somebody who sends
/// as many all the time has sent a thousand.
const MEMORY: Duration = Duration::from_secs(10);

/// The turns of everybody.
#[derive(Debug)]
pub struct Turns(Mutex<Queue>);

#[derive(Debug)]
struct Queue {
    free: usize,
    next_number: u64,
    waiting: BTreeMap<Place, Waker>,
    /// Those whose turn it is, and who have not noticed yet.
    called: BTreeSet<Place>,
}

/// The place of somebody who waits. The least comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    /// The former turns, as the bits of a positive number, which have the same order.
    former: u64,
    /// Tells those with as many apart, in the order in which they came.
    number: u64,
}

/// How many turns a socket, or an address, had lately: what lies back for [`MEMORY`] counts a third.
#[derive(Debug)]
pub struct Former(Mutex<(f64, Instant)>);

/// The turns of one task.
#[derive(Debug)]
pub struct Turn {
    turns: Arc<Turns>,
    former: Arc<Former>,
    state: Mutex<State>,
}

#[derive(Debug, Clone, Copy)]
enum State {
    Idle,
    Waiting(Place),
    Taken,
}

impl Turns {
    /// Lets that many have a turn at a time.
    pub fn new(at_a_time: usize) -> Arc<Self> {
        Arc::new(Self(Mutex::new(Queue {
            free: at_a_time,
            next_number: 0,
            waiting: BTreeMap::new(),
            called: BTreeSet::new(),
        })))
    }

    /// Returns the turns of a task, which count for whoever that is.
    pub fn of(self: &Arc<Self>, former: Arc<Former>) -> Arc<Turn> {
        Arc::new(Turn {
            turns: Arc::clone(self),
            former,
            state: Mutex::new(State::Idle),
        })
    }
}

impl Default for Former {
    fn default() -> Self {
        Self(Mutex::new((0.0, Instant::now())))
    }
}

impl Former {
    /// Counts some more; returns how many there are then.
    fn add(&self, more: f64) -> f64 {
        let mut former = lock(&self.0);
        let (number, at) = *former;
        let passed = at.elapsed().div_duration_f64(MEMORY);
        let number = number * (-passed).exp() + more;
        *former = (number, Instant::now());
        number
    }
}

impl Turn {
    /// Takes a turn, or waits for it.
    pub fn poll_take(&self, cx: &mut Context<'_>) -> Poll<()> {
        // With one turn after the other, nobody else would get one.
        let has_turn = matches!(*lock(&self.state), State::Taken);
        if has_turn {
            self.end();
        }
        let mut state = lock(&self.state);
        let mut queue = lock(&self.turns.0);
        *state = match *state {
            State::Waiting(place) if queue.called.remove(&place) => State::Taken,
            State::Waiting(place) => queue.wait(place, cx),
            State::Idle | State::Taken => queue.take_or_wait(self.former.add(0.0), cx),
        };
        drop(queue);
        if let State::Waiting(_) = *state {
            return Poll::Pending;
        }
        self.former.add(1.0);
        Poll::Ready(())
    }

    /// Runs the task, which has to be the only one that takes these turns.
    pub async fn run<T>(&self, mut task: Pin<&mut impl Future<Output = T>>) -> T {
        poll_fn(|cx| {
            let polled = task.as_mut().poll(cx);
            self.end();
            Poll::Ready(ready!(polled))
        })
        .await
    }

    /// Gives the turn back, also one that was not taken although it had come. Whoever waits goes on waiting.
    fn end(&self) {
        let mut state = lock(&self.state);
        let mut queue = lock(&self.turns.0);
        let has_turn = match *state {
            State::Waiting(place) => queue.called.remove(&place),
            State::Taken => true,
            State::Idle => false,
        };
        if has_turn {
            *state = State::Idle;
            let next = queue.give_back();
            // Whatever waking does, it does not wait for the queue.
            drop(queue);
            if let Some(next) = next {
                next.wake();
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let State::Waiting(place) = *lock(&self.state) {
            lock(&self.turns.0).waiting.remove(&place);
        }
        self.end();
    }
}

impl Queue {
    /// Makes a turn free for whoever comes first; returns who has to be woken for it.
    fn give_back(&mut self) -> Option<Waker> {
        let Some((place, waker)) = self.waiting.pop_first() else {
            self.free += 1;
            return None;
        };
        self.called.insert(place);
        Some(waker)
    }

    fn take_or_wait(&mut self, former: f64, cx: &Context<'_>) -> State {
        if self.free > 0 {
            self.free -= 1;
            return State::Taken;
        }
        let place = Place {
            former: former.to_bits(),
            number: self.next_number,
        };
        self.next_number += 1;
        self.wait(place, cx)
    }

    fn wait(&mut self, place: Place, cx: &Context<'_>) -> State {
        self.waiting.insert(place, cx.waker().clone());
        State::Waiting(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use std::future::pending;
    use std::pin::pin;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Wake;

    #[test]
    fn as_long_as_there_are_turns_nobody_waits() {
        let turns = Turns::new(1);
        let (one, other) = (turns.of(Arc::default()), turns.of(Arc::default()));

        for _ in 0..1_000 {
            assert!(take(&one));
            assert!(take(&one));
            one.end();
            assert!(take(&other));
            other.end();
        }
    }

    #[test]
    fn whoever_was_read_least_comes_first() {
        let turns = Turns::new(1);
        let [often, seldom, never] = [50, 3, 0].map(|reads| {
            let turn = turns.of(Arc::default());
            (0..reads).for_each(|_| assert!(take(&turn)));
            turn.end();
            turn
        });
        let busy = turns.of(Arc::default());
        assert!(take(&busy));
        assert_eq!([&often, &seldom, &never].map(|turn| take(turn)), [false; 3]);

        busy.end();
        assert_eq!(
            [&often, &seldom, &never].map(|turn| take(turn)),
            [false, false, true]
        );
        // One turn after the other would be too much.
        assert!(!take(&never));
        never.end();
        assert_eq!(
            [&often, &seldom, &never].map(|turn| take(turn)),
            [false, true, false]
        );
    }

    #[test]
    fn the_turns_of_one_address_count_together() {
        let turns = Turns::new(1);
        let address = Arc::new(Former::default());
        let [busy, other] = [(); 2].map(|()| turns.of(Arc::default()));
        assert!(take(&turns.of(Arc::clone(&address))));
        assert!(take(&busy));
        let again = turns.of(address);
        assert_eq!([&again, &other].map(|turn| take(turn)), [false; 2]);

        busy.end();

        assert_eq!([&again, &other].map(|turn| take(turn)), [false, true]);
    }

    #[tokio::test(start_paused = true)]
    async fn former_turns_are_forgotten() {
        let turns = Turns::new(1);
        let [former, recent, busy] = [(); 3].map(|()| turns.of(Arc::default()));
        (0..100).for_each(|_| assert!(take(&former)));
        former.end();
        tokio::time::advance(10 * MEMORY).await;
        assert!(take(&recent));
        recent.end();
        assert!(take(&busy));
        assert_eq!([&recent, &former].map(|turn| take(turn)), [false; 2]);

        busy.end();

        assert_eq!([&recent, &former].map(|turn| take(turn)), [false, true]);
    }

    #[test]
    fn a_task_that_waits_for_something_else_has_no_turn() {
        let turns = Turns::new(1);
        let (slow, next) = (turns.of(Arc::default()), turns.of(Arc::default()));
        let task = async {
            assert!(take(&slow));
            assert!(!take(&next));
            pending::<()>().await;
        };

        assert!(slow.run(pin!(task)).now_or_never().is_none());

        assert!(take(&next));
    }

    #[test]
    fn a_turn_that_is_not_taken_goes_to_the_next() {
        let turns = Turns::new(1);
        let [busy, called, next] = [(); 3].map(|()| turns.of(Arc::default()));
        assert!(take(&busy));
        assert_eq!([&called, &next].map(|turn| take(turn)), [false; 2]);
        busy.end();

        assert!(called.run(pin!(pending::<()>())).now_or_never().is_none());

        assert!(take(&next));
    }

    #[test]
    fn whoever_leaves_makes_way() {
        let turns = Turns::new(1);
        let [busy, waiting, called, next] = [(); 4].map(|()| turns.of(Arc::default()));
        assert!(take(&busy));
        assert_eq!([&waiting, &called, &next].map(|turn| take(turn)), [false; 3]);

        drop(waiting);
        drop(busy);
        drop(called);

        assert!(take(&next));
        drop(next);
        let queue = lock(&turns.0);
        assert!(queue.free == 1 && queue.waiting.is_empty() && queue.called.is_empty());
    }

    #[test]
    fn whose_turn_it_is_is_woken() {
        let turns = Turns::new(1);
        let [busy, waiting] = [(); 2].map(|()| turns.of(Arc::default()));
        let wakes = Arc::new(Wakes::default());
        assert!(take(&busy));
        let waker = Waker::from(Arc::clone(&wakes));
        assert!(waiting.poll_take(&mut Context::from_waker(&waker)).is_pending());
        assert_eq!(wakes.0.load(Ordering::Relaxed), 0);

        busy.end();

        assert_eq!(wakes.0.load(Ordering::Relaxed), 1);
    }

    #[derive(Default)]
    struct Wakes(AtomicUsize);

    impl Wake for Wakes {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn take(turn: &Turn) -> bool {
        poll_fn(|cx| turn.poll_take(cx)).now_or_never().is_some()
    }
}
