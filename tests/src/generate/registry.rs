//! Units, websites, columns and accounts.

use super::{Drawn, pick};
use crate::reference::days;
use crate::reference::rules::Of;
use crate::reference::world::{World, row};

/// Fills the registry. Names are ids, so that every cell that names something is right whichever is read.
pub fn fill(world: &mut World, drawn: &[Vec<Drawn>; 4]) {
    let [units, sites, columns, accounts] = drawn;
    let (first, last) = world.span;
    let text = |word: &str| word.to_owned();
    // now and then two units answer together
    let unit_of = |by: u8| {
        let one = by as usize % units.len();
        let other = (one + 1) % units.len();
        if by >= 232 && one != other {
            format!("u{one}、u{other}")
        } else {
            format!("u{one}")
        }
    };
    let opened = |by: u8| match by % 8 {
        1 => days::text(first + i32::from(by / 8)),
        2 => days::text(first - i32::from(by)),
        _ => String::new(),
    };
    let closed = |by: u8| match by % 12 {
        1 => days::text(last - i32::from(by / 12)),
        2 => days::text(last + 3),
        _ => String::new(),
    };
    let state = |by: u8| {
        text(pick(
            &["", "", "", "", "", "open", "closing", "frozen", "closed"],
            by,
        ))
    };
    let tags = |by: u8| text(pick(&["", "", "甲类", "乙类", "甲类、乙类"], by));
    let rows = units.iter().enumerate().map(|(place, drawn)| {
        row([
            ("id", format!("u{place}")),
            ("name", format!("u{place}")),
            (
                "order",
                if drawn[3] % 2 == 0 {
                    String::new()
                } else {
                    (place + 1).to_string()
                },
            ),
            ("kind", text(pick(&["局", "镇"], drawn[0]))),
            ("group", text(pick(&["部门", "乡镇"], drawn[1]))),
            ("tags", tags(drawn[2])),
            (
                "own_site",
                text(pick(&["", "", "", "true", "false"], drawn[4])),
            ),
            ("rating", (drawn[5] % 4).to_string()),
        ])
    });
    world.tables.insert(Of::Unit, rows.collect());
    let rows = sites.iter().enumerate().map(|(place, drawn)| {
        row([
            ("id", format!("s{place}")),
            ("name", format!("s{place}")),
            ("unit", unit_of(drawn[0])),
            ("level", text(pick(&["县级", "乡镇"], drawn[1]))),
            ("opened_on", opened(drawn[2])),
            ("closed_on", closed(drawn[3])),
            ("state", state(drawn[4])),
            ("tags", tags(drawn[5])),
        ])
    });
    world.tables.insert(Of::Site, rows.collect());
    let rows = columns.iter().enumerate().map(|(place, drawn)| {
        let parent = drawn[3] as usize % (place + 3);
        let parent = if parent > 0 && parent <= place {
            format!("c{}", parent - 1)
        } else {
            String::new()
        };
        let site = if sites.is_empty() || !parent.is_empty() {
            String::new()
        } else {
            format!("s{}", drawn[1] as usize % sites.len())
        };
        row([
            ("id", format!("c{place}")),
            ("name", format!("c{place}")),
            ("unit", unit_of(drawn[0])),
            ("parent", parent),
            ("site", site),
            ("class", text(pick(&["news", "policy", "other"], drawn[2]))),
            ("opened_on", opened(drawn[4])),
            ("closed_on", closed(drawn[5])),
            ("state", state(drawn[3].wrapping_add(drawn[5]))),
            ("marked", text(pick(&["true", "false"], drawn[2] / 3))),
        ])
    });
    let mut rows: Vec<_> = rows.collect();
    // a column beneath another stands on the same website
    for place in 0..rows.len() {
        if let Some(above) = rows[place]
            .get("parent")
            .and_then(|parent| parent[1..].parse::<usize>().ok())
            && let Some(site) = rows[above].get("site").cloned()
        {
            rows[place].insert("site".to_owned(), site);
        }
    }
    // a column is not older than the website that it stands on: whether it counts before that is not said
    for row in &mut rows {
        let mut above = world.rows(Of::Site).iter();
        let site = above.find(|site| site.get("id") == row.get("site"));
        if let Some(opened) = site.and_then(|site| site.get("opened_on"))
            && row.get("opened_on").is_none_or(|own| own < opened)
        {
            row.insert("opened_on".to_owned(), opened.clone());
        }
    }
    world.tables.insert(Of::Column, rows);
    let rows = accounts.iter().enumerate().map(|(place, drawn)| {
        row([
            ("id", format!("a{place}")),
            ("name", format!("a{place}")),
            ("platform", text(pick(&["微信", "微博"], drawn[1]))),
            ("unit", unit_of(drawn[0])),
            ("opened_on", opened(drawn[2])),
            ("closed_on", closed(drawn[3])),
            ("state", state(drawn[4])),
            ("tags", tags(drawn[5])),
        ])
    });
    world.tables.insert(Of::Account, rows.collect());
    // who closes before it opens is no channel
    for of in [Of::Site, Of::Column, Of::Account] {
        for row in world.tables.get_mut(&of).into_iter().flatten() {
            if let (Some(opened), Some(closed)) = (row.get("opened_on"), row.get("closed_on"))
                && opened >= closed
            {
                row.remove("closed_on");
            }
        }
    }
}
