use std::time::{Duration, Instant};

use strata_api::{ApiError, Code};

use super::{Place, text};
use crate::endpoint::{self, Kind, Stream};
use crate::lock;
use crate::session::Session;
use crate::wire::{self, Frame, HELLO_MAX, Hello, PROTOCOL, Purpose, Reply};

struct Door {
    host: Session,
    address: Vec<u8>,
    place: Place,
}

impl Door {
    fn new(kind: Kind) -> Self {
        let place = Place::new();
        let host = place.open_over(kind);
        let address = lock::address(&place.layout().data).unwrap().unwrap();
        Self { host, address, place }
    }

    fn connect(&self) -> (Box<dyn Stream>, Option<String>) {
        endpoint::connect(&self.address).unwrap()
    }

    fn hello(&self, token: Option<String>) -> Hello {
        Hello {
            protocol: PROTOCOL,
            program: "test".into(),
            vault: self.place.layout().id,
            token,
            purpose: Purpose::Calls,
        }
    }

    fn still_works(&self) {
        assert_eq!(text(&self.host, "first.md"), "# First\n");
    }
}

fn greet(stream: &mut dyn Stream, hello: &Hello) -> Result<(), ApiError> {
    wire::send(stream, hello, HELLO_MAX).unwrap();
    match wire::receive::<Reply<()>>(stream, None, HELLO_MAX).unwrap() {
        Frame::Message(Reply::Ok(())) => Ok(()),
        Frame::Message(Reply::Error(error)) => Err(error),
        other => panic!("no greeting: {other:?}"),
    }
}

/// Waits until the host closes the connection; what it says before is not of interest.
fn closed_within(stream: &mut dyn Stream, time: Duration) -> bool {
    stream.set_read_timeout(Some(time)).unwrap();
    let until = Instant::now() + time;
    let mut buffer = [0; 1024];
    while Instant::now() < until {
        match stream.read(&mut buffer) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => return error.kind() == std::io::ErrorKind::ConnectionReset,
        }
    }
    false
}

#[test]
fn who_cannot_share_is_refused_with_the_reason() {
    let door = Door::new(Kind::Loopback);
    for (change, code) in [
        (Hello { token: Some("guess".into()), ..door.hello(None) }, Code::Denied),
        (door.hello(None), Code::Denied),
        (Hello { protocol: PROTOCOL + 1, ..door.hello(door.connect().1) }, Code::BadVault),
        (Hello { vault: "another".into(), ..door.hello(door.connect().1) }, Code::BadVault),
    ] {
        let (mut stream, _) = door.connect();
        assert_eq!(greet(&mut *stream, &change).unwrap_err().code, code, "{change:?}");
        assert!(closed_within(&mut *stream, Duration::from_secs(10)));
    }
    let (mut stream, token) = door.connect();
    greet(&mut *stream, &door.hello(token)).unwrap();
    door.still_works();
}

#[test]
fn broken_frames_end_their_connection_only() {
    let door = Door::new(Kind::native());
    for first in [&b"\xff\xff\xff\xff"[..], b"\x00\x00\x00\x02xx", b"GET / HTTP/1.1\r\n\r\n", b"\x00\x00\x00\x00"] {
        let (mut stream, _) = door.connect();
        stream.write_all(first).unwrap();
        assert!(closed_within(&mut *stream, Duration::from_secs(10)), "{first:?} as the first frame");
    }
    let deep = format!("{{\"actor\":\"owner\",\"name\":\"tree\",\"params\":{}", "[".repeat(100_000));
    let broken: [&[u8]; 4] = [b"\xff\xff\xff\xff", b"\x00\x00\x00\x02{}", b"\x00\x00\x00\x04\xff\xfe\x00\x00", &{
        let mut frame = u32::try_from(deep.len()).unwrap().to_be_bytes().to_vec();
        frame.extend(deep.bytes());
        frame
    }];
    for frame in broken {
        let (mut stream, token) = door.connect();
        greet(&mut *stream, &door.hello(token)).unwrap();
        stream.write_all(frame).unwrap();
        assert!(closed_within(&mut *stream, Duration::from_secs(10)), "{:?} as a request", &frame[..4]);
    }
    door.still_works();
}

#[test]
fn who_says_nothing_is_sent_away() {
    let door = Door::new(Kind::native());
    let (mut silent, _) = door.connect();
    let (mut half, _) = door.connect();
    half.write_all(&[0, 0]).unwrap();
    assert!(closed_within(&mut *silent, Duration::from_secs(20)), "no first frame");
    drop(half);
    door.still_works();
}

#[test]
fn connections_are_bounded() {
    let door = Door::new(Kind::native());
    let mut open = Vec::new();
    let mut refused = 0;
    for _ in 0..150 {
        let (mut stream, token) = door.connect();
        // Who is refused may find the connection closed before it has said anything.
        let said = wire::send(&mut *stream, &door.hello(token), HELLO_MAX);
        match wire::receive::<Reply<()>>(&mut *stream, None, HELLO_MAX) {
            Ok(Frame::Message(Reply::Ok(()))) if said.is_ok() => open.push(stream),
            Ok(Frame::Message(Reply::Error(error))) if error.code == Code::Busy => refused += 1,
            other => panic!("{said:?}, {other:?}"),
        }
    }
    assert_eq!((open.len(), refused), (128, 22), "a thread each, and no more");
    door.still_works();
    open.clear();
    let guest = door.place.open_over(Kind::native());
    assert!(!guest.is_host(), "there is room again");
    assert_eq!(text(&guest, "first.md"), "# First\n");
}
