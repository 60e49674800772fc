//! Wrong sign-ins cost time: to whom they come from, and to nobody else.

use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Mutex;
use std::sync::MutexGuard;
use std::sync::PoisonError;

/// Wrong tries that cost nothing.
const FREE: u32 = 5;
/// Seconds to wait at most.
const WAIT_MAX: i64 = 900;
/// Passwords compared at one time, in all and for one address: each takes 64 MiB and a core.
const AT_ONCE: usize = 4;
const AT_ONCE_FOR_ONE: usize = 3;
/// Names and addresses that are remembered.
const KNOWN_MAX: usize = 10_000;

/// What is known of one name from one address.
#[derive(Clone, Copy, Debug, Default)]
struct Tries {
    wrong: u32,
    /// Seconds since 1970 before which nothing is tried.
    until: i64,
}

#[derive(Debug, Default)]
struct State {
    tries: BTreeMap<(IpAddr, String), Tries>,
    busy: Vec<IpAddr>,
}

/// Counts tries by address and name together, so that no address locks anybody else out.
#[derive(Debug, Default)]
pub(super) struct Throttle(Mutex<State>);

/// The right to compare one password, given back at its end.
#[derive(Debug)]
pub(super) struct Turn<'t> {
    throttle: &'t Throttle,
    peer: IpAddr,
}

impl Throttle {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A turn to compare a password; `None` where it is not yet time, or too many are compared.
    pub(super) fn turn(&self, peer: IpAddr, login: &str, now: i64) -> Option<Turn<'_>> {
        let mut state = self.state();
        let tries = state.tries.get(&(peer, login.to_owned())).copied();
        let same = state.busy.iter().filter(|it| **it == peer).count();
        let is_free = state.busy.len() < AT_ONCE && same < AT_ONCE_FOR_ONE;
        if !is_free || tries.unwrap_or_default().until > now {
            return None;
        }
        state.busy.push(peer);
        Some(Turn {
            throttle: self,
            peer,
        })
    }

    /// Notes how a try ended.
    pub(super) fn note(&self, peer: IpAddr, login: &str, is_right: bool, now: i64) {
        let mut state = self.state();
        let key = (peer, login.to_owned());
        if is_right {
            state.tries.remove(&key);
            return;
        }
        if state.tries.len() >= KNOWN_MAX {
            state.tries.retain(|_, it| it.until > now);
        }
        let tries = state.tries.entry(key).or_default();
        tries.wrong = tries.wrong.saturating_add(1);
        let over = tries.wrong.saturating_sub(FREE).min(10);
        if over > 0 {
            tries.until = now.saturating_add((1_i64 << over).min(WAIT_MAX));
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.throttle.state();
        if let Some(at) = state.busy.iter().position(|it| *it == self.peer) {
            state.busy.swap_remove(at);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::net::Ipv4Addr;

    use crate::desk::throttle::Throttle;

    const ONE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
    const OTHER: IpAddr = IpAddr::V4(Ipv4Addr::new(127, 0, 0, 2));

    #[test]
    fn wrong_tries_cost_time_to_who_made_them() {
        let throttle = Throttle::default();
        for _ in 0..5 {
            assert!(throttle.turn(ONE, "ana", 100).is_some());
            throttle.note(ONE, "ana", false, 100);
        }
        assert!(throttle.turn(ONE, "ana", 100).is_some());
        throttle.note(ONE, "ana", false, 100);
        assert!(throttle.turn(ONE, "ana", 101).is_none());
        assert!(
            throttle.turn(OTHER, "ana", 101).is_some(),
            "another address"
        );
        assert!(throttle.turn(ONE, "ben", 101).is_some(), "another name");
        assert!(throttle.turn(ONE, "ana", 102).is_some(), "after the wait");
        throttle.note(ONE, "ana", true, 102);
        throttle.note(ONE, "ana", false, 102);
        assert!(throttle.turn(ONE, "ana", 102).is_some(), "counted anew");
        for _ in 0..100 {
            throttle.note(ONE, "ana", false, 200);
        }
        assert!(throttle.turn(ONE, "ana", 1_099).is_none());
        assert!(throttle.turn(ONE, "ana", 1_100).is_some(), "never for ever");
    }

    #[test]
    fn few_passwords_are_compared_at_once() {
        let throttle = Throttle::default();
        let turns: Vec<_> = (0..9)
            .filter_map(|_| throttle.turn(ONE, "ana", 0))
            .collect();
        assert_eq!(turns.len(), 3);
        assert!(throttle.turn(OTHER, "ana", 0).is_some());
        drop(turns);
        assert!(throttle.turn(ONE, "ana", 0).is_some());
    }
}
