//! Rows of records, tables, coverage.

use super::*;
use crate::diagnostic::Diagnostic;
use crate::records::{Candidates, Doubt, Publications, WaiverScope, When};
use crate::registry::{ChannelIx, UnitIx};

/// Line and value of rows that are accepted and not counted.
fn lines(rows: &[Diagnostic]) -> Vec<(Option<u32>, Option<&str>)> {
    rows.iter()
        .map(|row| (row.place.line, row.value.as_deref()))
        .collect()
}

#[test]
fn publications_are_columns_sorted_by_content() {
    let taken = posts(
        "id|channel|platform|published_at|title|original|state|type\n\
         p3|章贡教育|微信|2022-10-08 09:00|丙|原创||\n\
         p1|C1||2022-10-08|甲|转载||\n\
         p2|工作动态||2022/10/8 08:30||||信息\n\
         p4|C1|||无日期|||\n\
         p5|C1||2022-10-09 10:00|||已删除|\n\
         p6|C1||2022-10-09 10:00||||评论\n\
         p7|C1||2022-10-09 10:00|||定时|",
    );
    let posts = &taken.records.publications;
    let ids: Vec<&str> = posts.id.iter().filter_map(Option::as_deref).collect();
    assert_eq!(ids, ["p4", "p1", "p2", "p5", "p6", "p7", "p3"]);
    assert_eq!(
        posts.is_update,
        [false, true, true, false, false, false, true]
    );
    assert_eq!(
        posts.day_only,
        [true, true, false, false, false, false, false]
    );
    assert_eq!(posts.original, [2, 0, 2, 2, 2, 2, 1]);
    assert_eq!(posts.at.first(), Some(&Publications::UNDATED));
    assert_eq!(
        posts.at.get(1),
        Some(&(i64::from(day("2022-10-08").0) * 86_400))
    );
    assert_eq!(posts.channel.last(), Some(&ChannelIx(4)));
    let kinds: Vec<&str> = posts
        .extra
        .iter()
        .map(|(header, _)| header.as_str())
        .collect();
    assert_eq!(kinds, ["type"]);
    let account = taken
        .intake
        .tables
        .iter()
        .find(|a| a.records == RecordKind::Publications);
    assert_eq!(
        account.map(|account| lines(&account.undated)),
        Some(vec![(Some(5), None)])
    );
    assert_eq!(taken.records.doubts, []);
}

#[test]
fn every_bad_row_is_told_with_its_reason() {
    let taken = posts(
        "渠道|平台|单位|发布时间|原创|状态|编号\n\
         C9|||2022-10-08|||\n\
         通知公告|||2022-10-08|||\n\
         通知公告||区民政局|2022-10-08|||\n\
         通知公告||沙石镇|2022-10-08|||\n\
         通知公告||区民正局|2022-10-08|||\n\
         章贡教育|抖音||2022-10-08|||\n\
         |||2022-10-08|||\n\
         C1|||2022-02-30|||\n\
         C1|||03/10/2022|||\n\
         C1|||2022-10-08|也许||\n\
         C1|||2022-10-08||草稿|\n\
         C1|||2022-10-08||\n\
         ||||||\n\
         C1|||2022-10-08|||x\n\
         C1|||2022-10-09|||x",
    );
    let (accepted, rejects) = became(&taken, RecordKind::Publications);
    assert_eq!(accepted, 1);
    assert_eq!(
        rejects,
        [
            "2 channel.unknown C9",
            "3 channel.ambiguous 通知公告",
            "5 channel.unit_mismatch 通知公告",
            "6 unit.unknown 区民正局",
            "7 channel.unknown 章贡教育",
            "8 cell.empty ",
            "9 date.impossible 2022-02-30",
            "10 date.format 03/10/2022",
            "11 boolean.format 也许",
            "12 state.unknown 草稿",
            "13 row.width 6",
            "14 row.blank ",
            "15 id.conflict x",
            "16 id.conflict x",
        ]
    );
    let rejects = taken
        .intake
        .tables
        .iter()
        .flat_map(|account| &account.rejects);
    for reject in rejects {
        for text in [&reject.message, &reject.next_step] {
            assert!(!text.zh.is_empty() && !text.en.is_empty(), "{reject:?}");
            assert!(
                !text.en.ends_with('.') && !text.zh.ends_with('。'),
                "{reject:?}"
            );
            assert!(
                !text.en.starts_with(|c: char| c.is_uppercase()),
                "{reject:?}"
            );
        }
        let whole_row = matches!(reject.code, "row.width" | "row.blank");
        assert_eq!(reject.place.field.is_none(), whole_row, "{reject:?}");
    }
}

#[test]
fn nearest_names_come_with_an_unknown_one_and_ids_with_an_ambiguous_one() {
    let taken = posts(
        "channel|platform|published_at\n工作动太||2022-10-08\n通知公告||2022-10-08\n章贡教育|抖音|2022-10-08",
    );
    let account = taken
        .intake
        .tables
        .iter()
        .find(|a| a.records == RecordKind::Publications);
    let near: Vec<Vec<String>> = account
        .map_or(&[][..], |account| &account.rejects)
        .iter()
        .map(|reject| reject.near.clone())
        .collect();
    assert_eq!(
        near,
        [
            vec!["工作动态"],
            vec!["C2", "C3"],
            vec!["章贡教育(微信)", "章贡教育(微博)"]
        ]
    );
}

#[test]
fn a_doubt_names_whom_a_rejected_row_may_concern() {
    let taken = posts(
        "channel|unit|published_at|id\n\
         C9||2022-10-08|\n\
         通知公告||2022-10-08 08:00|\n\
         C1||2022-13-08|x\n\
         通知公告|沙石镇|2022-10-08|\n\
         a|b",
    );
    let eighth = Some(When::Day(day("2022-10-08")));
    let doubt = |channels, units, when, id: Option<&str>, code, value: &str| Doubt {
        records: RecordKind::Publications,
        channels,
        units,
        when,
        id: id.map(str::to_owned),
        events: Vec::new(),
        rule: None,
        code,
        value: value.to_owned(),
    };
    let channels = |list: &[u32]| Candidates::Only(list.iter().map(|&ix| ChannelIx(ix)).collect());
    let units = |list: &[u32]| Candidates::Only(list.iter().map(|&ix| UnitIx(ix)).collect());
    let at_eight = Some(When::Instant(1_665_187_200));
    let mut expected = vec![
        doubt(
            Candidates::Anyone,
            Candidates::Anyone,
            None,
            None,
            "row.width",
            "2",
        ),
        doubt(
            Candidates::Anyone,
            Candidates::Anyone,
            eighth,
            None,
            "channel.unknown",
            "C9",
        ),
        doubt(
            channels(&[1]),
            units(&[1]),
            None,
            Some("x"),
            "date.impossible",
            "2022-13-08",
        ),
        doubt(
            channels(&[2, 3]),
            units(&[0, 1, 2]),
            eighth,
            None,
            "channel.unit_mismatch",
            "通知公告",
        ),
        doubt(
            channels(&[2, 3]),
            units(&[1, 2]),
            at_eight,
            None,
            "channel.ambiguous",
            "通知公告",
        ),
    ];
    expected.sort();
    assert_eq!(taken.records.doubts, expected);
}

#[test]
fn a_record_of_a_rejected_channel_concerns_that_channels_unit_only() {
    let columns = table(
        RecordKind::Columns,
        "编号|栏目|责任单位|开设日期\nC1|动态|沙石镇|昨天\nC2|通知|无此单位|\nC3|政策|区民政局|",
    );
    let posts = publications("渠道|发布时间\nC1|2022-10-08\nC2|2022-10-08\nC3|2022-10-08");
    let taken = taken(&[units(), columns, posts]);
    let (accepted, rejects) = became(&taken, RecordKind::Publications);
    assert_eq!(accepted, 1);
    assert_eq!(rejects, ["2 channel.rejected C1", "3 channel.rejected C2"]);
    let may = |kind: RecordKind| -> Vec<(Candidates<ChannelIx>, Candidates<UnitIx>)> {
        let doubts = taken.records.doubts.iter();
        doubts
            .filter(|doubt| doubt.records == kind)
            .map(|doubt| (doubt.channels.clone(), doubt.units.clone()))
            .collect()
    };
    let none = || Candidates::Only(Vec::new());
    let expected = [
        (none(), Candidates::Anyone),
        (none(), Candidates::Only(vec![UnitIx(0)])),
    ];
    assert_eq!(may(RecordKind::Publications), expected);
    // the row of the registry itself leaves open what its unit's outcomes come to
    assert_eq!(may(RecordKind::Columns), expected);
}

#[test]
fn the_same_row_again_is_a_duplicate_and_any_difference_is_another_record() {
    let taken = posts(
        "id|channel|published_at|title|来源\n\
         |C1|2022-10-08 08:30|甲|网\n\
         |C1|2022-10-08T08:30:00+08:00|甲|网\n\
         |C1|2022-10-08 08:30|甲|报\n\
         |C1|2022-10-08|甲|网\n\
         7|C1|2022-10-08|乙|\n\
         7|工作动态|2022年10月8日|乙|\n\
         |C1|昨天|乙|\n\
         |C1|昨天|乙|",
    );
    let account = taken
        .intake
        .tables
        .iter()
        .find(|a| a.records == RecordKind::Publications);
    let repeats = account.map(|account| account.duplicate_rows.clone());
    assert_eq!(repeats, Some(vec![(3, 2), (7, 6)]));
    assert_eq!(taken.records.publications.len(), 4);
    assert_eq!(became(&taken, RecordKind::Publications).1.len(), 2);
    // mended, the two rejected rows may be two records
    assert_eq!(taken.records.doubts.len(), 2);
}

#[test]
fn equal_rows_that_say_hardly_anything_are_pointed_out() {
    let codes =
        |taken: &Taken| -> Vec<&str> { taken.intake.notes.iter().map(|n| n.code).collect() };
    let bare = posts("channel|published_at\nC1|2022-10-08\nC1|2022-10-08\nC2|2022-10-08");
    assert_eq!(codes(&bare), ["duplicate.bare"]);
    let told = posts("channel|published_at|title\nC1|2022-10-08|甲\nC1|2022-10-08|甲");
    assert_eq!(codes(&told), [""; 0]);
}

#[test]
fn rows_after_the_check_point_and_the_as_of_date_are_told() {
    let taken = posts(
        "channel|published_at\nC1|2022-10-31 23:59:59\nC1|2022-11-01\nC1|2022-10-31T16:00:00Z\nC1|2022-11-16\nC1|2022-11-15",
    );
    let account = taken
        .intake
        .tables
        .iter()
        .find(|a| a.records == RecordKind::Publications);
    let late = account.map(|account| (account.after_check_point, lines(&account.after_as_of)));
    assert_eq!(late, Some((4, vec![(Some(5), Some("2022-11-16"))])));
}

#[test]
fn letters_and_requests_are_read_in_full() {
    let letters = table(
        RecordKind::Letters,
        "编号|承办单位|收到时间|类型|答复时间|有效|公开|延期至|电话\n\
         L2|教育局|2022-10-08 09:00|咨询|2022-10-09|是|不公开|2022-11-01|1\n\
         L1|沙石镇|2022-10-08|投诉||无效|||\n\
         L3|沙石真|2022-10-08||||||\n\
         L4|沙石镇|||||||\n\
         L5||2022-10-08||||||",
    );
    let requests = table(
        RecordKind::Requests,
        "id|unit|received_on|how|补正日期|征求意见日期|收到意见日期|告知延期日期|延期至\n\
         R1|E|2022-10-08T23:00:00Z|网络|2022-10-10|||2022-10-11|2022-11-20\n\
         R2|E|2022-10-40||||||",
    );
    let taken = taken(&[units(), letters, requests]);
    let [first, second] = taken.records.letters.as_slice() else {
        return assert_eq!(taken.records.letters.len(), 2);
    };
    assert_eq!(
        (first.id.as_str(), first.valid, first.unit),
        ("L1", Some(false), Some(UnitIx(0)))
    );
    assert_eq!(second.unit_as_recorded, "教育局");
    assert_eq!(second.replied_at, Some(When::Day(day("2022-10-09"))));
    assert_eq!(
        (second.published, second.extended_to),
        (Some(false), Some(day("2022-11-01")))
    );
    assert_eq!(second.extra, [("电话".to_owned(), "1".to_owned())]);
    let rejects = became(&taken, RecordKind::Letters).1;
    assert_eq!(
        rejects,
        ["4 unit.unknown 沙石真", "5 cell.empty ", "6 cell.empty "]
    );
    let request = taken.records.requests.first();
    let events = request.map(|request| request.events.clone());
    assert_eq!(
        events,
        Some(vec![
            ("corrected".to_owned(), day("2022-10-10")),
            ("extension_told".to_owned(), day("2022-10-11")),
            ("extended_to".to_owned(), day("2022-11-20")),
        ])
    );
    assert_eq!(
        request.and_then(|request| request.received_on),
        Some(day("2022-10-09"))
    );
    assert_eq!(
        became(&taken, RecordKind::Requests).1,
        ["3 date.impossible 2022-10-40"]
    );
    assert_eq!(taken.records.doubts.len(), 4);
}

#[test]
fn manuscripts_keep_the_order_of_their_numbers() {
    let manuscripts = table(
        RecordKind::Manuscripts,
        "序号|文稿标题|投稿单位|采用日期\n2|乙|沙石镇、教育局|2022-10-12\n1|丙|沙石镇|\n|甲|沙石镇|\n3|丁|沙石镇、无此单位|",
    );
    let taken = taken(&[units(), manuscripts]);
    let titles: Vec<&str> = taken
        .records
        .manuscripts
        .iter()
        .map(|one| one.title.as_str())
        .collect();
    assert_eq!(titles, ["丙", "乙", "甲"]);
    let both = taken
        .records
        .manuscripts
        .get(1)
        .map(|one| one.units.clone());
    assert_eq!(both, Some(vec![UnitIx(0), UnitIx(1)]));
    assert_eq!(
        became(&taken, RecordKind::Manuscripts).1,
        ["5 unit.unknown 无此单位"]
    );
}

#[test]
fn a_waiver_names_a_unit_a_channel_or_a_case() {
    let letters = table(
        RecordKind::Letters,
        "id|unit|received_at\nL1|E|2022-10-08\nL2|E|昨天",
    );
    let waivers = table(
        RecordKind::Waivers,
        "指标|对象|平台|理由|有效期至\n\
         r|沙石镇||迁移|2022-12-31\n\
         r|C1||改版|2022-12-31\n\
         r|章贡教育|微信|改版|2022-12-31\n\
         r|L1||诉讼|2022-12-31\n\
         r|L2||诉讼|2022-12-31\n\
         r|通知公告||改版|2022-12-31\n\
         r|沙石真||改版|2022-12-31\n\
         r|教育局|||2022-12-31\n\
         r|教育局||改版|永久",
    );
    let taken = taken(&[units(), columns(), accounts(), letters, waivers]);
    let scopes: Vec<(&str, Option<WaiverScope>)> = taken
        .records
        .waivers
        .iter()
        .map(|waiver| (waiver.subject.as_str(), waiver.scope))
        .collect();
    assert_eq!(
        scopes,
        [
            ("C1", Some(WaiverScope::Channel(ChannelIx(1)))),
            ("L1", None),
            ("L2", None),
            ("沙石镇", Some(WaiverScope::Unit(UnitIx(0)))),
            ("章贡教育", Some(WaiverScope::Channel(ChannelIx(4)))),
        ]
    );
    assert_eq!(
        became(&taken, RecordKind::Waivers).1,
        [
            "7 subject.ambiguous 通知公告",
            "8 subject.unknown 沙石真",
            "9 cell.empty ",
            "10 date.format 永久"
        ]
    );
    let of_unit = taken
        .records
        .doubts
        .iter()
        .find(|doubt| doubt.code == "date.format" && doubt.records == RecordKind::Waivers);
    let channels = of_unit.map(|doubt| doubt.channels.clone());
    let theirs = [1, 2, 4, 5].into_iter().map(ChannelIx).collect();
    assert_eq!(channels, Some(Candidates::Only(theirs)));
}

#[test]
fn rows_that_cannot_be_read_do_not_keep_the_others_out() {
    let probes = table(
        RecordKind::Probes,
        "渠道|时间|正常|耗时\n区政府网|2022-10-08 08:00|是|0.3\n无此网|2022-10-08 08:00|是|\n区政府网|2022-10-08 08:00|是|0.3",
    );
    let tasks = table(
        RecordKind::Tasks,
        "任务|单位|期限\n报送名录|沙石镇|2022-10-31\n报送名录|沙石镇|月底",
    );
    let found = table(
        RecordKind::Observations,
        "问题类型|对象|次数\n错别字|区政府网|三\n错链|区政府网|3",
    );
    let taken = taken(&[units(), columns(), probes, tasks, found]);
    assert_eq!(
        became(&taken, RecordKind::Probes),
        (1, vec!["3 channel.unknown 无此网".to_owned()])
    );
    assert_eq!(
        became(&taken, RecordKind::Tasks),
        (1, vec!["3 date.format 月底".to_owned()])
    );
    let numbers = (1, vec!["2 number.format 三".to_owned()]);
    assert_eq!(became(&taken, RecordKind::Observations), numbers);
}

#[test]
fn a_publisher_need_not_answer_for_the_channel() {
    let taken = posts(
        "channel|platform|unit|published_at|id\n\
         工作动态||区民政局|2022-10-08|a\n\
         工作动态||区民正局|2022-10-08|b\n\
         工作动态||区民正局|2022-10-08|c\n\
         章贡教育|微信|某报社|2022-10-08|d\n\
         通知公告||区民政局|2022-10-08|e\n\
         工作动态|||2022-10-08|f",
    );
    let (accepted, rejects) = became(&taken, RecordKind::Publications);
    assert_eq!((accepted, rejects), (6, Vec::new()));
    let items = &taken.records.publications;
    let channel = |ix: &ChannelIx| taken.registry.channel(*ix).map(|one| one.id.as_str());
    let publisher = |unit: &Option<UnitIx>| Some(taken.registry.unit((*unit)?)?.name.as_str());
    let rows = items.id.iter().zip(&items.channel).zip(&items.publisher);
    let mut shown: Vec<(Option<&str>, Option<&str>, Option<&str>)> = rows
        .map(|((id, ix), unit)| (id.as_deref(), channel(ix), publisher(unit)))
        .collect();
    shown.sort_unstable();
    assert_eq!(
        shown,
        [
            (Some("a"), Some("C1"), Some("区民政局")),
            (Some("b"), Some("C1"), None),
            (Some("c"), Some("C1"), None),
            (Some("d"), Some("章贡教育@微信"), None),
            (Some("e"), Some("C3"), Some("区民政局")),
            (Some("f"), Some("C1"), None),
        ]
    );
    let notes = taken.intake.notes.iter().map(|note| {
        let nearest = note.near.first().map(String::as_str);
        (note.code, note.value.as_deref(), nearest)
    });
    assert_eq!(
        notes.collect::<Vec<_>>(),
        [
            ("publisher.elsewhere", Some("C1"), None),
            ("publisher.unknown", Some("区民正局"), Some("区民政局")),
            ("publisher.unknown", Some("某报社"), None),
        ]
    );
}
