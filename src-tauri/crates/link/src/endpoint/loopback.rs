use std::io;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

use strata_api::{ApiError, Code};
use uuid::Uuid;

use super::{Listener, Stream};
use crate::wire::FRAME_TIME;

/// A port that only this machine reaches, and a token that only the vault's owner can read.
pub(super) struct Port {
    listener: TcpListener,
    address: SocketAddr,
    token: String,
}

impl Port {
    pub fn bind() -> Result<Self, ApiError> {
        let failed = |error: io::Error| {
            ApiError::new(Code::Io, format!("no loopback port could be opened for other programs ({error})"))
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let token = format!("{}{}", Uuid::new_v4().simple(), Uuid::new_v4().simple());
        Ok(Self { listener, address, token })
    }
}

impl Listener for Port {
    fn accept(&self) -> io::Result<Box<dyn Stream>> {
        let (stream, _) = self.listener.accept()?;
        prepare(&stream)?;
        Ok(Box::new(stream))
    }

    fn address(&self) -> Vec<u8> {
        format!("{} {}", self.address, self.token).into_bytes()
    }

    fn token(&self) -> Option<&str> {
        Some(&self.token)
    }

    fn close(&self) {
        drop(TcpStream::connect(self.address));
    }
}

impl Stream for TcpStream {
    fn set_read_timeout(&self, time: Option<Duration>) -> io::Result<()> {
        Self::set_read_timeout(self, time)
    }

    fn shutdown(&self, how: Shutdown) -> io::Result<()> {
        Self::shutdown(self, how)
    }

    fn try_clone(&self) -> io::Result<Box<dyn Stream>> {
        Ok(Box::new(Self::try_clone(self)?))
    }
}

/// Connects to a port of this machine; the address may say no other.
pub(super) fn connect(address: &[u8]) -> io::Result<(TcpStream, String)> {
    let invalid = || io::Error::new(io::ErrorKind::InvalidData, "the lock file holds no address");
    let text = str::from_utf8(address).map_err(|_| invalid())?;
    let (address, token) = text.split_once(' ').ok_or_else(invalid)?;
    let address: SocketAddr = address.parse().map_err(|_| invalid())?;
    if !address.ip().is_loopback() {
        return Err(invalid());
    }
    let stream = TcpStream::connect_timeout(&address, Duration::from_secs(5))?;
    prepare(&stream)?;
    Ok((stream, token.to_owned()))
}

fn prepare(stream: &TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_write_timeout(Some(FRAME_TIME))
}
