//! Names, titles and wordings are text, whatever they hold.

mod common;

use common::{Folder, Tested, list, text};

const EVIL: &str = "=1+1|<script>alert(1)</script>\n## 换行`x`";

#[test]
fn names_and_titles_do_nothing_in_any_document() -> Tested {
    let folder = Folder::district()?;
    let cell = format!("\"{EVIL}\"");
    folder.edit("accounts.csv", |rows| {
        rows.replace("A03,章贡环境,", &format!("A03,{cell},"))
    })?;
    folder.edit("units.csv", |rows| {
        rows.replace(",沙石镇,", ",\"@SUM(1)<b>|x\",沙石镇")
    })?;
    folder.edit("manuscripts.csv", |rows| {
        rows.replace(
            "章贡区沙石镇:峰山旅游口号评选揭晓",
            "<img src=x onerror=alert(1)>|\u{1b}[31m",
        )
    })?;
    folder.edit("tongbao.toml", |settings| {
        let mut lines: Vec<String> = settings.lines().map(str::to_owned).collect();
        lines.retain(|line| !line.starts_with("title"));
        lines.insert(
            0,
            "title = \"<script>alert(2)</script>|通报\\n# x\"".to_owned(),
        );
        lines.join("\n")
    })?;
    let ran = folder.inspect(&[])?;
    assert_eq!(ran.code, Some(0), "{}{}", ran.out, ran.err);

    let report = folder.report()?;
    let subjects: Vec<_> = list(&report, "/findings")
        .iter()
        .map(|one| text(one, "/subject"))
        .collect();
    assert!(
        subjects.contains(&EVIL),
        "the report holds it as it is: {subjects:?}"
    );

    assert!(
        ran.out
            .contains("=1+1|<script>alert(1)</script>\\n## 换行`x`（微信公众号）"),
        "{}",
        ran.out
    );
    assert!(!ran.out.contains('\u{1b}'));

    let html = folder.result("bulletin.html")?;
    for alive in ["<script>alert", "<b>|x", "<img src=x"] {
        assert!(!html.contains(alive), "{alive} is alive in the page");
    }
    assert!(html.contains("&lt;script&gt;alert(1)"));

    for file in ["findings.csv", "statistics.csv"] {
        let bytes = std::fs::read(folder.out().join(file))?;
        assert!(bytes.starts_with(b"\xef\xbb\xbf"), "{file} has the mark");
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(bytes.get(3..).unwrap_or_default());
        for row in rows.records() {
            for cell in &row? {
                assert!(
                    !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                    "{file}: {cell}"
                );
            }
        }
    }

    let markdown = folder.result("bulletin.md")?;
    for alive in ["<script", "<b>", "<img"] {
        assert!(!markdown.contains(alive), "{alive} is alive in the text");
    }
    for line in markdown.lines() {
        assert!(
            !line.starts_with("## 换行") && !line.starts_with("# x"),
            "{line}"
        );
    }
    let row = markdown
        .lines()
        .find(|line| line.contains("alert(1)"))
        .unwrap_or("");
    assert!(
        row.contains("=1+1\\|"),
        "a bar in a cell is no border: {row}"
    );
    Ok(())
}
