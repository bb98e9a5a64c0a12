//! The calendar picture as inline SVG: a row for each account, a column for each day, the tone for how often.
//! Shapes have an empty content (`rect {}`): in HTML an SVG element without an end tag would hold what follows it.

use crate::text::one_line;
use maud::{Markup, html};
use tongbao::bulletin::{AccountDays, CalendarPicture};
use tongbao::calendar::{Day, Span};

/// So many rows make one drawing, so that a page break falls between drawings and each has its head.
const ROWS: usize = 25;
const ROW: u32 = 15;
const HEAD: u32 = 32;
const NAMES: u32 = 196;
const PLATFORMS: u32 = 82;
const TOTALS: u32 = 40;
/// How wide the columns are together, about.
const CALENDAR: u32 = 504;
/// The room that the name of a month takes.
const MONTH_NAME: u32 = 28;
const CELLS: std::ops::RangeInclusive<u32> = 5..=14;
/// From this tone on there is no darker one.
const DARKEST: u64 = 4;

pub(super) fn picture(picture: &CalendarPicture) -> Markup {
    let grid = Grid::new(picture);
    let chunks: Vec<&[AccountDays]> = picture.accounts.chunks(ROWS).collect();
    html! {
        figure.calendar aria-label=(one_line(&picture.title)) {
            figcaption { p { (one_line(&picture.description)) } (legend(picture)) }
            @for (at, accounts) in chunks.iter().enumerate() {
                (drawing(picture, &grid, accounts, at))
            }
        }
    }
}

/// Where things stand.
struct Grid {
    columns: Vec<Span>,
    cell: u32,
    days: bool,
}

impl Grid {
    fn new(picture: &CalendarPicture) -> Grid {
        let columns = picture.columns();
        let count = u32::try_from(columns.len()).unwrap_or(u32::MAX).max(1);
        Grid {
            days: columns.iter().all(|column| column.from == column.to),
            cell: (CALENDAR / count).clamp(*CELLS.start(), *CELLS.end()),
            columns,
        }
    }

    fn left(&self) -> u32 {
        NAMES + PLATFORMS
    }

    fn x(&self, column: usize) -> u32 {
        self.left() + self.cell * u32::try_from(column).unwrap_or_default()
    }

    fn right(&self) -> u32 {
        self.x(self.columns.len())
    }

    fn width(&self) -> u32 {
        self.right() + TOTALS
    }

    /// The columns that a span touches: the first, and the one after the last.
    fn extent(&self, span: Span) -> Option<(usize, usize)> {
        let touched = |column: &Span| column.intersect(span).is_some();
        let first = self.columns.iter().position(touched)?;
        let last = self.columns.iter().rposition(touched)?;
        Some((first, last + 1))
    }
}

fn drawing(picture: &CalendarPicture, grid: &Grid, accounts: &[AccountDays], at: usize) -> Markup {
    let rows = u32::try_from(accounts.len()).unwrap_or_default();
    let bottom = HEAD + rows * ROW;
    let (width, height) = (grid.width(), bottom + 1);
    let (title, description) = (format!("picture-{at}-title"), format!("picture-{at}-text"));
    html! {
        svg role="img" viewBox={ "0 0 " (width) " " (height) }
            aria-labelledby={ (title) " " (description) } {
            title id=(title) { (one_line(&picture.title)) }
            desc id=(description) { (one_line(&picture.description)) }
            (days(grid, bottom))
            (head(picture, grid))
            @for (row, account) in (0_u32..).zip(accounts) {
                (self::row(picture, grid, account, HEAD + row * ROW))
            }
            path.edge d={ "M0 " (HEAD) "H" (width) "M0 " (bottom) "H" (width) } {}
        }
    }
}

/// Weekends shaded, a line before every Monday and after the last day.
fn days(grid: &Grid, bottom: u32) -> Markup {
    let height = bottom - HEAD;
    html! {
        @if grid.days {
            @for (at, column) in grid.columns.iter().enumerate() {
                @if column.from.weekday() > 4 {
                    rect.weekend x=(grid.x(at)) y=(HEAD) width=(grid.cell) height=(height) {}
                }
            }
        }
        @for (at, column) in grid.columns.iter().enumerate() {
            @if column.from.weekday() == 0 || at == 0 {
                path.week d={ "M" (grid.x(at)) " " (HEAD - 12) "V" (bottom) } {}
            }
        }
        path.week d={ "M" (grid.right()) " " (HEAD - 12) "V" (bottom) } {}
    }
}

/// The names of the columns: months above, the day of the month at every Monday.
fn head(picture: &CalendarPicture, grid: &Grid) -> Markup {
    let legend = &picture.legend;
    let mut months: Vec<(u32, &str)> = Vec::new();
    let mut before = None;
    for (at, column) in grid.columns.iter().enumerate() {
        let (_, month, day) = column.from.ymd();
        // a month of which only its last days are shown has no room for its name
        let room = at == 0 || day <= 7;
        if before != Some(month) && room {
            let name = usize::try_from(month).ok().and_then(|month| {
                let name = legend.months.get(month.checked_sub(1)?)?;
                Some(name.as_str())
            });
            months.push((grid.x(at), name.unwrap_or_default()));
        }
        before = Some(month);
    }
    // the first month may end before its name does
    if let [(first, _), (second, _), ..] = months.as_slice()
        && second - first < MONTH_NAME
    {
        months.remove(0);
    }
    html! {
        text.head x="0" y=(HEAD - 5) { (one_line(&legend.account)) }
        text.head x=(NAMES) y=(HEAD - 5) { (one_line(&legend.platform)) }
        @for (x, name) in months { text.head x=(x + 2) y="11" { (one_line(name)) } }
        @if grid.days {
            @for (at, column) in grid.columns.iter().enumerate() {
                @if starts_label(grid, at, column.from) {
                    text.day x=(grid.x(at) + 2) y=(HEAD - 5) { (column.from.ymd().2) }
                }
            }
        }
        text.head.end x=(grid.width()) y=(HEAD - 5) { (one_line(&legend.total)) }
    }
}

fn starts_label(grid: &Grid, at: usize, day: Day) -> bool {
    day.weekday() == 0 || (at == 0 && grid.columns.len() > 3 && day.weekday() < 5)
}

fn row(picture: &CalendarPicture, grid: &Grid, account: &AccountDays, top: u32) -> Markup {
    let base = top + ROW - 4;
    let total = account.updates_in(picture.window);
    let failing = !account.breached_weeks.is_empty();
    let platform = account.platform.as_deref().unwrap_or_default();
    html! {
        g.failing[failing] {
            title { (one_line(&account.name)) " " (one_line(platform)) " " (total) }
            path.row d={ "M0 " (top + ROW) "H" (grid.width()) } {}
            text.name x="0" y=(base) { (shortened(&account.name, NAMES - 6, 11)) }
            text.platform x=(NAMES) y=(base) { (shortened(platform, PLATFORMS - 6, 11)) }
            @for (at, column) in grid.columns.iter().enumerate() {
                @let updates = account.updates_in(*column);
                @if updates > 0 {
                    rect class={ "tone-" (updates.min(DARKEST)) }
                        x=(grid.x(at) + 1) y=(top + 2) width=(grid.cell - 1) height=(ROW - 3) {}
                }
            }
            @for (spans, class) in [
                (&account.undecided_weeks, "undecided"),
                (&account.breached_weeks, "breached"),
            ] {
                @for span in spans {
                    @if let Some((first, end)) = grid.extent(*span) {
                        rect class=(class) x=(grid.x(first)) y=(top + 1)
                            width=(grid.x(end) - grid.x(first)) height=(ROW - 1) rx="2" {}
                    }
                }
            }
            text.total x=(grid.width()) y=(base) { (total) }
        }
    }
}

fn legend(picture: &CalendarPicture) -> Markup {
    let words = &picture.legend;
    let account = &picture.accounts;
    let undecided = account.iter().any(|one| !one.undecided_weeks.is_empty());
    let days = picture.columns().iter().all(|one| one.from == one.to);
    html! {
        ul.legend {
            li.tones {
                (one_line(&words.updates))
                @for tone in 1..=DARKEST {
                    span.swatch {
                        svg viewBox="0 0 14 14" aria-hidden="true" {
                            rect class={ "tone-" (tone) } width="14" height="14" {}
                        }
                        (tone) @if tone == DARKEST { "+" }
                    }
                }
            }
            (swatch("breached", &words.breached))
            @if undecided { (swatch("undecided", &words.undecided)) }
            @if days { (swatch("weekend", &words.weekend)) }
        }
    }
}

fn swatch(class: &str, words: &str) -> Markup {
    html! {
        li {
            span.swatch {
                svg viewBox="0 0 14 14" aria-hidden="true" {
                    rect class=(class) x="1" y="1" width="12" height="12" rx="2" {}
                }
                (one_line(words))
            }
        }
    }
}

/// A name cut to what fits, at about one em for a wide character and a little more than half for others.
fn shortened(text: &str, width: u32, size: u32) -> String {
    let text = one_line(text);
    let advance = |c: char| if c < '\u{2e80}' { size * 6 / 10 } else { size };
    let whole: u32 = text.chars().map(advance).sum();
    if whole <= width {
        return text.into_owned();
    }
    let mut used = size;
    let mut short: String = text
        .chars()
        .take_while(|c| {
            used += advance(*c);
            used <= width
        })
        .collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn names_are_cut_to_what_fits() {
        assert_eq!(shortened("章贡环境", 60, 12), "章贡环境");
        assert_eq!(shortened("章贡环境", 40, 12), "章贡…");
    }
}
