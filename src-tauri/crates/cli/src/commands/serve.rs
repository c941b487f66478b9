use std::sync::mpsc;

use serde_json::json;
use strata_api::Code;
use strata_server::Options;

use super::stop;
use crate::context::Context;
use crate::failure::Failure;

/// Where.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  strata serve                            on a free port of this machine
  strata serve --listen 127.0.0.1:8123

The URL holds a token that is made anew at each start; whoever has it may do everything in this vault.")]
pub struct Args {
    /// Address and port of this machine to listen at; port 0 takes a free one
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:0")]
    listen: std::net::SocketAddr,
}

pub fn run(args: Args, context: &Context) -> Result<(), Failure> {
    let vault = context.open_long()?;
    let (ended, end) = mpsc::channel();
    stop::on_signal(ended)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let server = runtime
        .block_on(strata_server::serve(vault.session.clone(), Options { listen: args.listen }))
        .map_err(|error| Failure::new(Code::Io, error.to_string()))?;
    if context.output.json {
        context.output.value(&json!({ "url": server.url }))?;
    } else {
        context.output.line(&server.url)?;
    }
    let result = end.recv().unwrap_or(Ok(()));
    runtime.block_on(server.shutdown());
    vault.session.close();
    result
}
