//! Pages in a real browser: headless Chromium, where there is one. Without it these tests skip, loudly;
//! TRIFACTOR_REQUIRE_BROWSER=1 turns that into a failure. Pages, screenshots and prints stay in target/tmp/report.

use crate::fixture;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use trifactor::report::page::{comparison, run, scaling};

const WIDTHS: [u32; 3] = [400, 768, 1600];
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// The browser, if there is one.
fn browser() -> Option<PathBuf> {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let found =
        std::env::split_paths(&paths).flat_map(|folder| NAMES.map(|name| folder.join(name))).find(|p| p.is_file());
    if found.is_none() {
        let required = std::env::var("TRIFACTOR_REQUIRE_BROWSER").is_ok_and(|value| value == "1");
        assert!(!required, "TRIFACTOR_REQUIRE_BROWSER=1, but none of {NAMES:?} is in the PATH");
        eprintln!("SKIPPED: no Chromium on this machine, so no page was looked at");
    }
    found
}

/// Runs the browser with a profile of its own.
fn browse(browser: &Path, arguments: &[String]) -> Output {
    let profile = tempfile::tempdir().unwrap();
    let flags = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        "--enable-logging=stderr",
        "--virtual-time-budget=4000",
    ];
    let mut command = Command::new(browser);
    command.args(flags).arg(format!("--user-data-dir={}", profile.path().display())).args(arguments);
    let output = command.output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}

/// A file that stays for who wants to look at it.
fn keep(name: &str, text: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    fs::write(&path, text).unwrap();
    path
}

fn pages() -> [(&'static str, String); 8] {
    [
        ("run", run::page(&fixture::run()).html()),
        ("hostile", run::page(&fixture::hostile()).html()),
        ("comparison", comparison::page(&fixture::comparison()).html()),
        ("everything", comparison::page(&fixture::everything()).html()),
        ("varied", comparison::page(&fixture::varied()).html()),
        ("scale", scaling::page("scale", &fixture::scale()).html()),
        ("two-sizes", scaling::page("scale", &fixture::grown(&[64, 256])).html()),
        ("one-size", scaling::page("scale", &fixture::grown(&[64])).html()),
    ]
}

/// What is wrong with a page on screens of several widths.
fn wrong(browser: &Path, name: &str, html: &str, dark: bool) -> Vec<String> {
    let quoted = html.replace('&', "&amp;").replace('"', "&quot;");
    let frame = |width: u32| format!("<iframe width=\"{width}\" height=\"900\" srcdoc=\"{quoted}\"></iframe>");
    let frames: String = WIDTHS.map(frame).concat();
    let script = include_str!("check.js");
    let scheme = if dark { "dark" } else { "light" };
    let text = format!("<!DOCTYPE html><meta charset=\"utf-8\"><body>{frames}<script>{script}</script></body>");
    let page = keep(&format!("{name}-{scheme}-frames.html"), &text);
    let setting = format!("--blink-settings=preferredColorScheme={}", if dark { 0 } else { 1 });
    let output = browse(browser, &[setting, "--dump-dom".into(), format!("file://{}", page.display())]);
    let (dom, log) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let found =
        dom.rsplit("<pre id=\"found\">").next().and_then(|rest| rest.split("</pre>").next()).unwrap_or_default();
    let mut lines = found.lines().map(String::from);
    let head: Vec<String> = lines.by_ref().take(3).collect();
    assert_eq!(head, ["seen", scheme, "3"], "{name}: the page was not looked at: {log}");
    lines.chain(log.lines().filter(|line| line.contains("CONSOLE")).map(String::from)).collect()
}

#[test]
fn browsers_show_every_page_without_overlap_overflow_empty_plot_or_error() {
    let Some(browser) = browser() else { return };
    for (name, html) in pages() {
        for dark in [false, true] {
            let wrong = wrong(&browser, name, &html, dark);
            assert!(wrong.is_empty(), "{name}, {}:\n{}", if dark { "dark" } else { "light" }, wrong.join("\n"));
        }
    }
}

#[test]
fn the_look_finds_what_is_planted() {
    let Some(browser) = browser() else { return };
    let svg = "<svg viewBox='0 0 100 50' width='100'><title>planted</title><rect class='paper' fill='white'/>\
               <text x='10' y='20'>over</text><text x='12' y='20'>lap</text><text x='90' y='40'>cut off</text>\
               <text x='10' y='40' fill='#cccccc'>pale</text></svg>";
    let html =
        format!("<!DOCTYPE html><main><div style='width:3000px'>wide</div>{svg}</main><script>nowhere()</script>");
    let wrong = wrong(&browser, "planted", &html, false).join("\n");
    for planted in [
        "the page is",
        "[lap] is on [over]",
        "[cut off] is cut off",
        "contrast of [pale]",
        "nothing is plotted",
        "nowhere",
    ] {
        assert!(wrong.contains(planted), "{planted} is not in\n{wrong}");
    }
}

#[test]
fn pages_can_be_printed_and_pictured() {
    let Some(browser) = browser() else { return };
    for (name, html) in pages() {
        let page = keep(&format!("{name}.html"), &html);
        let url = format!("file://{}", page.display());
        let (print, picture) = (page.with_extension("pdf"), page.with_extension("png"));
        // What was printed in the dark is light all the same: the background is not painted.
        let dark = "--blink-settings=preferredColorScheme=0".to_string();
        browse(
            &browser,
            &[dark, "--no-pdf-header-footer".into(), format!("--print-to-pdf={}", print.display()), url.clone()],
        );
        browse(&browser, &[format!("--screenshot={}", picture.display()), "--window-size=1280,6000".into(), url]);
        let print = fs::read(&print).unwrap();
        assert!(print.starts_with(b"%PDF") && print.len() > 20_000, "{name}: {} bytes", print.len());
        let sheets = print.windows(12).filter(|bytes| bytes.starts_with(b"/Type /Page") && bytes[11] != b's').count();
        assert!((2..=30).contains(&sheets), "{name}: {sheets} sheets");
        let picture = resvg::tiny_skia::Pixmap::decode_png(&fs::read(&picture).unwrap()).unwrap();
        assert_eq!((picture.width(), picture.height()), (1280, 6000));
    }
}
