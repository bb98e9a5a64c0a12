//! The browser that the tests drive.

use crate::run::{Done, command, output, run};
use std::path::Path;

const PLACES: [&str; 3] = [
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
];

/// What Debian calls it, and what Chinese needs to be seen.
const PACKAGES: [&str; 2] = ["chromium", "fonts-noto-cjk"];

/// The path of Chromium: the environment's `CHROMIUM`, else an installed one, else one installed now.
pub fn find() -> Done<String> {
    if let Ok(path) = std::env::var("CHROMIUM") {
        return Ok(path);
    }
    if let Some(path) = installed() {
        return Ok(path);
    }
    install()?;
    installed()
        .ok_or_else(|| advice("apt-get installed chromium, but it is in none of the usual places"))
}

fn installed() -> Option<String> {
    let place = PLACES.iter().find(|place| Path::new(place).exists());
    place.map(|place| (*place).to_owned())
}

fn install() -> Done {
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err(advice(
            "no Chromium here, and no apt-get to install it with",
        ));
    }
    if output(&mut command("id", &["-u"]))?.trim() != "0" {
        return Err(advice("no Chromium here, and only root can install it"));
    }
    let patient = ["-o", "DPkg::Lock::Timeout=300", "-qq"]; // machines often update themselves when they start
    let apt = |words: &[&str]| {
        let mut apt = command("apt-get", &patient);
        apt.args(words).env("DEBIAN_FRONTEND", "noninteractive");
        apt
    };
    run(&mut apt(&["update"]))?;
    run(apt(&["install", "-y", "--no-install-recommends"]).args(PACKAGES))
}

fn advice(what: &str) -> String {
    format!(
        "{what}; install it (Debian: `sudo apt-get install chromium fonts-noto-cjk`) or name yours: \
         `CHROMIUM=/path/to/chromium cargo xtask test browser`"
    )
}
