//! The kinds of record that are kept row by row.

use super::*;
use crate::records::{Candidates, Doubt, Entry, When};
use crate::registry::{ChannelIx, UnitIx};

fn with(tables: &[(RecordKind, Table)]) -> Taken {
    let all: Vec<(RecordKind, Table)> = [units(), columns(), accounts()]
        .into_iter()
        .chain(tables.iter().cloned())
        .collect();
    taken(&all)
}

/// A row of a kind by its subject, with what it holds.
fn shown(taken: &Taken, kind: RecordKind) -> Vec<String> {
    let told = taken.records.of(kind).iter().map(|entry| {
        let cells: Vec<String> = entry
            .cells
            .iter()
            .filter(|(key, _)| !["subject", "platform", "unit"].contains(key))
            .map(|(key, text)| format!("{key}={text}"))
            .collect();
        let events: Vec<String> = entry
            .events
            .iter()
            .map(|(name, when)| match when {
                When::Day(day) => format!("{name}:{day}"),
                When::Instant(at) => format!("{name}:@{at}"),
            })
            .collect();
        let units: Vec<u32> = entry.units.iter().map(|unit| unit.0).collect();
        format!(
            "{} {:?} {units:?} {} [{}]",
            entry.subject,
            entry.channel.map(|channel| channel.0),
            cells.join(" "),
            events.join(" ")
        )
    });
    told.collect()
}

fn doubts(taken: &Taken, kind: RecordKind) -> Vec<Doubt> {
    let of_kind = taken.records.doubts.iter();
    of_kind
        .filter(|doubt| doubt.records == kind)
        .cloned()
        .collect()
}

fn only<T>(list: impl IntoIterator<Item = T>) -> Candidates<T> {
    Candidates::Only(list.into_iter().collect())
}

#[test]
fn probes_are_kept_with_their_times() {
    let probes = table(
        RecordKind::Probes,
        "网站|监测时间|是否正常|状态码|耗时|已公告|备注\n\
         区政府网|2022-10-08 08:00|异常|503|15.2|已公告|机房\n\
         区政府网|2022-10-08|是|200|3||\n\
         区政府网|2022-10-08 08:00|异常|503|15.2|已公告|机房\n\
         区政府网|2022-10-08||200|慢||\n\
         区政府网|2022-10-08||-1|||\n\
         区政府网|||200|||\n\
         无此网|2022-10-08||200|||",
    );
    let taken = with(&[probes]);
    let at = Offset::default().start_of(day("2022-10-08")) + 8 * 3600;
    assert_eq!(
        shown(&taken, RecordKind::Probes),
        [
            "区政府网 Some(0) [] channel=区政府网 at=2022-10-08 ok=true status=200 seconds=3 [at:2022-10-08]"
                .to_owned(),
            format!(
                "区政府网 Some(0) [] channel=区政府网 at=2022-10-08 ok=false status=503 seconds=15.2 announced=true [at:@{at}]"
            ),
        ]
    );
    let extra = taken.records.of(RecordKind::Probes).last();
    let extra = extra.map(|entry| entry.extra.clone());
    assert_eq!(extra, Some(vec![("备注".to_owned(), "机房".to_owned())]));
    assert_eq!(
        became(&taken, RecordKind::Probes),
        (
            2,
            vec![
                "5 number.format 慢".to_owned(),
                "6 number.format -1".to_owned(),
                "7 cell.empty ".to_owned(),
                "8 channel.unknown 无此网".to_owned(),
            ]
        )
    );
    let found = doubts(&taken, RecordKind::Probes);
    let unread = found.iter().find(|doubt| doubt.value == "慢");
    let unread = unread.map(|doubt| (doubt.channels.clone(), doubt.when));
    assert_eq!(
        unread,
        Some((only([ChannelIx(0)]), Some(When::Day(day("2022-10-08")))))
    );
}

#[test]
fn tasks_have_a_due_day_or_hour() {
    let tasks = table(
        RecordKind::Tasks,
        "编号|任务名称|责任单位|完成期限|布置日期|完成时间|类型\n\
         T1|报送名录|沙石镇|2022-10-31 17:00|2022-10-08|2022-10-30|整改报告\n\
         T2|报送名录|教育局|2022-10-31|||\n\
         T3|报送名录|教育局|月底|||\n\
         T4|报送名录|无此局|2022-10-31|||",
    );
    let taken = with(&[tasks]);
    let at = Offset::default().start_of(day("2022-10-31")) + 17 * 3600;
    assert_eq!(
        shown(&taken, RecordKind::Tasks),
        [
            format!(
                "报送名录 None [0] name=报送名录 due=2022-10-31 issued_on=2022-10-08 done_at=2022-10-30 kind=整改报告 id=T1 [due:@{at} issued:2022-10-08 handed_in:2022-10-30]"
            ),
            "报送名录 None [1] name=报送名录 due=2022-10-31 id=T2 [due:2022-10-31]".to_owned(),
        ]
    );
    let found = doubts(&taken, RecordKind::Tasks);
    let ids: Vec<(Option<&str>, Candidates<UnitIx>, bool)> = found
        .iter()
        .map(|doubt| {
            (
                doubt.id.as_deref(),
                doubt.units.clone(),
                doubt.when.is_some(),
            )
        })
        .collect();
    assert_eq!(
        ids,
        [
            (Some("T4"), Candidates::Anyone, true),
            (Some("T3"), only([UnitIx(1)]), false),
        ]
    );
}

#[test]
fn manuscripts_stand_among_the_entries_as_well() {
    let manuscripts = table(
        RecordKind::Manuscripts,
        "序号|文稿标题|投稿单位|投稿日期|采用情况|采用日期|采用级别\n\
         2|乙|沙石镇、教育局|2022-10-03|市政府网|2022-10-12|市级\n\
         1|丙|沙石镇||||",
    );
    let taken = with(&[manuscripts]);
    assert_eq!(
        shown(&taken, RecordKind::Manuscripts),
        [
            "丙 None [0] title=丙 units=沙石镇 order=1 []",
            "乙 None [0, 1] title=乙 units=沙石镇、教育局 order=2 submitted_on=2022-10-03 adopted_by=市政府网 adopted_on=2022-10-12 level=市级 [submitted:2022-10-03 adopted:2022-10-12]",
        ]
    );
    let listed = taken.records.manuscripts.get(1);
    assert_eq!(
        listed.map(|one| (one.title.as_str(), one.units_as_recorded.clone())),
        Some(("乙", vec!["沙石镇".to_owned(), "教育局".to_owned()]))
    );
    assert_eq!(
        listed.and_then(|one| one.adopted_on),
        Some(day("2022-10-12"))
    );
}

#[test]
fn a_subject_is_a_unit_a_channel_a_record_or_everything() {
    let letters = table(
        RecordKind::Letters,
        "id|unit|received_at\nL1|E|2022-10-08\nL2|E|昨天",
    );
    let posts = publications("渠道|发布时间|编号\nC1|2022-10-08|p1\nC1|坏|p2");
    let cases = table(
        RecordKind::Cases,
        "指标|对象|发现日期|编号\nr|C1|2022-10-08|K1",
    );
    let found = table(
        RecordKind::Observations,
        "问题类型|检查对象|平台|单位|发现日期|次数|来源|已确认|编号\n\
         错字|E|||2022-10-08|3|上级|已确认|\n\
         错字|C1||||||未确认|o1\n\
         错字|章贡教育|微信|||||| \n\
         错字|章贡教育@微博|||||||\n\
         错字|通知公告||区民政局|||||\n\
         错字|L1||沙石镇|||||\n\
         错字|L2|||||||\n\
         错字|p1|||||||\n\
         错字|p2|||||||\n\
         错字|K1|||||||\n\
         错字|全区|||||||\n\
         错字|沙石真|||||||\n\
         错字|通知公告|||||||\n\
         错字|工作动态||区民政局|||||\n\
         错字|C1||区民正局|||||\n\
         错字|C1||||三|||\n\
         |C1|||||||\n\
         错字||||||||",
    );
    let taken = with(&[letters, posts, cases, found]);
    assert_eq!(
        shown(&taken, RecordKind::Observations),
        [
            "E None [1] kind=错字 on=2022-10-08 count=3 source=上级 confirmed=true [found:2022-10-08]",
            "K1 None [1] kind=错字 []",
            "L1 None [0] kind=错字 []",
            "L2 None [] kind=错字 []",
            "all None [] kind=错字 []",
            "p1 None [1] kind=错字 []",
            "p2 None [] kind=错字 []",
            "章贡教育 Some(4) [1] kind=错字 []",
            "章贡教育@微博 Some(5) [1] kind=错字 []",
            "通知公告 Some(3) [2] kind=错字 []",
            "C1 Some(1) [1] kind=错字 confirmed=false id=o1 []",
        ]
        .into_iter()
        .map(|line| line.to_owned())
        .collect::<Vec<String>>()
    );
    assert_eq!(
        became(&taken, RecordKind::Observations).1,
        [
            "13 subject.unknown 沙石真",
            "14 subject.ambiguous 通知公告",
            "15 channel.unit_mismatch 工作动态",
            "16 unit.unknown 区民正局",
            "17 number.format 三",
            "18 cell.empty ",
            "19 cell.empty ",
        ]
    );
    let account = taken
        .intake
        .tables
        .iter()
        .find(|account| account.records == RecordKind::Observations);
    let near: Vec<&[String]> = account
        .map_or(&[][..], |account| &account.rejects)
        .iter()
        .map(|reject| reject.near.as_slice())
        .take(2)
        .collect();
    assert_eq!(
        near,
        [
            &["沙石镇".to_owned()][..],
            &["C2".to_owned(), "C3".to_owned()]
        ]
    );
    let concerned: Vec<(String, Candidates<ChannelIx>)> = doubts(&taken, RecordKind::Observations)
        .into_iter()
        .filter(|doubt| !doubt.value.is_empty())
        .map(|doubt| (doubt.value, doubt.channels))
        .collect();
    for (value, channels) in [
        ("沙石真", Candidates::Anyone),
        ("通知公告", only([ChannelIx(2), ChannelIx(3)])),
        ("三", only([ChannelIx(1)])),
    ] {
        assert!(
            concerned.contains(&(value.to_owned(), channels)),
            "{value} {concerned:?}"
        );
    }
}

#[test]
fn history_is_kept_with_its_rule() {
    let notices = table(
        RecordKind::Notices,
        "指标|对象|平台|单位|发出日期|类型|阶段|编号\n\
         account-stale|章贡教育|微信||2022-09-20|短信|一次提醒|N1\n\
         account-stale|章贡教育|微信||昨天|||N2",
    );
    let cases = table(
        RecordKind::Cases,
        "指标|对象|发现日期|问题类型|状态|交办日期|整改期限|报送日期|整改日期|编号\n\
         column-stale|C1|2022-09-20|超期|部分整改|2022-09-21|2022-10-05|2022-10-04|2022-10-03|K1\n\
         column-stale|C2|2022-09-20||在办|||||K2\n\
         column-stale|C2|2022-09-20|||||||K3\n\
         column-stale|C2|2022-09-21|||||||K3",
    );
    let verdicts = table(
        RecordKind::Verdicts,
        "检查周期|指标|对象|单位|判定|数值|等次\n\
         2022-q3|unit-zero|教育局||不符合|0|\n\
         2022-09|unit-rate|区教育局|||95％|良\n\
         2022-09|unit-rate|沙石镇|||5/6|\n\
         2022-09|unit-zero|教育局||符合||\n\
         2022-09|unit-zero|E||不符合||\n\
         九月|unit-zero|S||符合||\n\
         2022-09|unit-items|S|||5/0|\n\
         2022-09|unit-items|M||差||\n\
         2022-09|unit-rank|M||||",
    );
    let taken = with(&[notices, cases, verdicts]);
    assert_eq!(
        shown(&taken, RecordKind::Notices),
        [
            "章贡教育 Some(4) [1] about=account-stale sent_on=2022-09-20 kind=短信 stage=一次提醒 id=N1 [sent:2022-09-20]"
        ]
    );
    assert_eq!(
        shown(&taken, RecordKind::Cases),
        [
            "C1 Some(1) [1] rule=column-stale found_on=2022-09-20 kind=超期 state=partly issued_on=2022-09-21 due_on=2022-10-05 reported_on=2022-10-04 rectified_on=2022-10-03 id=K1 [found:2022-09-20 issued:2022-09-21 due:2022-10-05 reported:2022-10-04 rectified:2022-10-03]"
        ]
    );
    assert_eq!(
        shown(&taken, RecordKind::Verdicts),
        [
            "区教育局 None [1] period=2022-09 rule=unit-rate value=95% grade=良 []",
            "教育局 None [1] period=2022Q3 rule=unit-zero outcome=breached value=0 []",
            "沙石镇 None [0] period=2022-09 rule=unit-rate value=5/6 []",
        ]
    );
    assert_eq!(
        became(&taken, RecordKind::Notices).1,
        ["3 date.format 昨天"]
    );
    assert_eq!(
        became(&taken, RecordKind::Cases).1,
        [
            "3 state.unknown 在办",
            "4 id.conflict K3",
            "5 id.conflict K3"
        ]
    );
    assert_eq!(
        became(&taken, RecordKind::Verdicts).1,
        [
            "5 id.conflict 2022-09 unit-zero E",
            "6 id.conflict 2022-09 unit-zero E",
            "7 period.format 九月",
            "8 number.format 5/0",
            "9 outcome.unknown 差",
            "10 cell.empty ",
        ]
    );
    let of_notice = doubts(&taken, RecordKind::Notices).into_iter().next();
    let of_notice = of_notice.map(|doubt| (doubt.rule, doubt.id, doubt.channels, doubt.units));
    assert_eq!(
        of_notice,
        Some((
            Some("account-stale".to_owned()),
            Some("N2".to_owned()),
            only([ChannelIx(4)]),
            only([UnitIx(1)])
        ))
    );
    for doubt in doubts(&taken, RecordKind::Verdicts) {
        let known = doubt.code != "period.format";
        let last = known.then(|| When::Day(day("2022-09-30")));
        assert_eq!(
            (doubt.when, doubt.rule.is_some()),
            (last, true),
            "{doubt:?}"
        );
    }
}

#[test]
fn a_sighting_need_not_be_registered() {
    let seen = table(
        RecordKind::Sightings,
        "账号名称|平台|发现日期|单位|链接\n\
         章贡教育|微信|2022-10-08||\n\
         章贡教育|抖音|2022-10-08|教育局|\n\
         某某发布|微信|2022-10-08|某某公司|https://example.org/a\n\
         区政府网|网站||沙石镇|\n\
         某某发布|微信|10月|教育局|\n\
         |微信|2022-10-08||",
    );
    let taken = with(std::slice::from_ref(&seen));
    assert_eq!(
        shown(&taken, RecordKind::Sightings),
        [
            "区政府网 Some(0) [0] name=区政府网 registered=true []",
            "某某发布 None [] name=某某发布 seen_on=2022-10-08 url=https://example.org/a registered=false [seen:2022-10-08]",
            "章贡教育 Some(4) [1] name=章贡教育 seen_on=2022-10-08 registered=true [seen:2022-10-08]",
            "章贡教育 None [1] name=章贡教育 seen_on=2022-10-08 registered=false [seen:2022-10-08]",
        ]
    );
    assert_eq!(
        became(&taken, RecordKind::Sightings).1,
        ["6 date.format 10月", "7 cell.empty "]
    );
    let concerned: Vec<(Candidates<ChannelIx>, Candidates<UnitIx>)> =
        doubts(&taken, RecordKind::Sightings)
            .into_iter()
            .map(|doubt| (doubt.channels, doubt.units))
            .collect();
    assert_eq!(
        concerned,
        [
            (Candidates::Anyone, Candidates::Anyone),
            (only([]), only([UnitIx(1)])),
        ]
    );
    // without the register of accounts, or with a rejected row of that name, nobody is called unregistered
    let registered = |tables: &[(RecordKind, Table)]| -> Vec<Option<String>> {
        let taken = super::taken(tables);
        let of_kind = taken.records.of(RecordKind::Sightings).iter();
        of_kind
            .filter(|entry: &&Entry| entry.platform.as_deref() != Some("网站"))
            .map(|entry| entry.cell("registered").map(str::to_owned))
            .collect()
    };
    assert_eq!(
        registered(&[units(), columns(), seen.clone()]),
        [None, None, None]
    );
    let rejected = table(
        RecordKind::Accounts,
        "账号名称|平台|责任单位\n章贡教育|微信|无此局\n某某发布|微博|教育局",
    );
    assert_eq!(
        registered(&[units(), rejected, seen]),
        [Some("false".to_owned()), None, Some("false".to_owned())]
    );
}

#[test]
fn a_filing_has_its_days() {
    let filings = table(
        RecordKind::Filings,
        "类型|对象|单位|起始日期|截止日期|理由|编号\n\
         停更|C1||2022-10-01|2022-10-07|假期|F1\n\
         停更|全部||2022-10-01|2022-10-07||\n\
         停更|教育局||2022-10-07|2022-10-01||\n\
         停更|教育局||2022-10-07|||",
    );
    let taken = with(&[filings]);
    assert_eq!(
        shown(&taken, RecordKind::Filings),
        [
            "all None [] kind=停更 from=2022-10-01 to=2022-10-07 [from:2022-10-01 to:2022-10-07]",
            "C1 Some(1) [1] kind=停更 from=2022-10-01 to=2022-10-07 reason=假期 id=F1 [from:2022-10-01 to:2022-10-07]",
        ]
    );
    assert_eq!(
        became(&taken, RecordKind::Filings).1,
        ["4 date.order 2022-10-01", "5 cell.empty "]
    );
    // a filing of a unit may hold for whatever it answers for
    let theirs = [1, 2, 4, 5].map(ChannelIx);
    for doubt in doubts(&taken, RecordKind::Filings) {
        assert_eq!((doubt.channels, doubt.when), (only(theirs), None));
        let from = ("from", When::Day(day("2022-10-07")));
        assert_eq!(doubt.events.first(), Some(&from));
    }
}

#[test]
fn further_columns_of_units_posts_letters_and_requests_are_read() {
    let roster = table(
        RecordKind::Units,
        "单位|有独立网站\n甲局|是\n乙局|无\n丙局|",
    );
    let channels = table(RecordKind::Columns, "编号|栏目|责任单位\nC1|动态|甲局");
    let posts = publications(
        "渠道|发布时间|编号|发布单位|信息类别|对应文件\n\
         C1|2022-10-08|p1|乙局|政策文件|\n\
         C1|2022-10-09|p2|外单位|解读|p1\n\
         C1|2022-10-10|p3|||",
    );
    let letters = table(
        RecordKind::Letters,
        "编号|单位|收到时间|转办时间|告知延期时间|延期至\n\
         L1|甲局|2022-10-08|2022-10-09 09:00|2022-10-12|2022-11-01",
    );
    let requests = table(
        RecordKind::Requests,
        "编号|单位|收到日期|告知补正日期|补正日期|征求意见日期|收到意见日期\n\
         R1|甲局|2022-10-08|2022-10-09|2022-10-10、2022-10-20|2022-10-11\u{3001}2022年10月13日|2022-10-12\n\
         R2|甲局|2022-10-08|||2022-10-11、昨天|",
    );
    let taken = taken(&[roster, channels, posts, letters, requests]);
    let own: Vec<Option<bool>> = taken
        .registry
        .units
        .iter()
        .map(|unit| unit.own_site)
        .collect();
    assert_eq!(own, [None, Some(false), Some(true)]);
    let posts = &taken.records.publications;
    assert_eq!(posts.publisher, [Some(UnitIx(1)), None, None]);
    let text = |cells: &[Option<String>]| -> Vec<String> {
        cells
            .iter()
            .map(|cell| cell.clone().unwrap_or_default())
            .collect()
    };
    assert_eq!(text(&posts.kind), ["政策文件", "解读", ""]);
    assert_eq!(text(&posts.refers_to), ["", "p1", ""]);
    let events = taken
        .records
        .letters
        .first()
        .map(|letter| letter.events.clone());
    let at = Offset::default().start_of(day("2022-10-09")) + 9 * 3600;
    assert_eq!(
        events,
        Some(vec![
            ("transferred", When::Instant(at)),
            ("extension_told", When::Day(day("2022-10-12"))),
            ("extended_to", When::Day(day("2022-11-01"))),
        ])
    );
    let events: Vec<String> = taken
        .records
        .requests
        .iter()
        .flat_map(|request| &request.events)
        .map(|(event, day)| format!("{event}:{day}"))
        .collect();
    assert_eq!(
        events,
        [
            "correction_told:2022-10-09",
            "corrected:2022-10-10",
            "corrected:2022-10-20",
            "consult_sent:2022-10-11",
            "consult_sent:2022-10-13",
            "opinion_received:2022-10-12",
        ]
    );
    assert_eq!(
        became(&taken, RecordKind::Requests).1,
        ["3 date.format 昨天"]
    );
}
