//! Units and channels.

use super::*;
use crate::records::Candidates;
use crate::registry::{ChannelKind, Found, UnitIx};

#[test]
fn units_stand_in_roster_order_and_keep_their_other_cells() {
    let roster = table(
        RecordKind::Units,
        "Name|ORDER|备注|分组\n乙局||无|\n甲局|10||一组\n丙局|9| |二组",
    );
    let taken = taken(&[roster]);
    let names: Vec<&str> = taken
        .registry
        .units
        .iter()
        .map(|unit| unit.name.as_str())
        .collect();
    assert_eq!(names, ["丙局", "甲局", "乙局"]);
    let last = taken.registry.unit(UnitIx(2));
    let note = ("备注".to_owned(), "无".to_owned());
    assert_eq!(last.map(|unit| unit.extra.clone()), Some(vec![note]));
    assert_eq!(last.map(|unit| unit.id.as_str()), Some("乙局"));
    let extra = taken
        .intake
        .tables
        .first()
        .map(|account| account.extra_columns.clone());
    assert_eq!(extra, Some(vec!["备注".to_owned()]));
}

#[test]
fn channels_stand_by_kind_then_id_with_their_units() {
    let taken = taken(&[accounts(), columns(), units()]);
    let shown: Vec<String> = taken
        .registry
        .channels
        .iter()
        .map(|channel| {
            let unit = channel.unit.and_then(|unit| taken.registry.unit(unit));
            let parent = channel
                .parent
                .and_then(|parent| taken.registry.channel(parent));
            format!(
                "{:?} {} {} {} {}",
                channel.kind,
                channel.id,
                unit.map_or("-", |unit| unit.name.as_str()),
                channel.unit_as_recorded.as_deref().unwrap_or("-"),
                parent.map_or("-", |parent| parent.name.as_str()),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "Site 区政府网 - - -",
            "Column C1 区教育局 教育局 区政府网",
            "Column C2 区教育局 教育局 区政府网",
            "Column C3 区民政局 区民政局 区政府网",
            "Account 章贡教育@微信 区教育局 区教育局 -",
            "Account 章贡教育@微博 区教育局 区教育局 -",
        ]
    );
    let classes: Vec<Option<&str>> = taken
        .registry
        .channels
        .iter()
        .map(|channel| channel.class.as_deref())
        .collect();
    assert_eq!(
        classes.get(1..4),
        Some(&[Some("news"), Some("notice"), Some("乡村振兴")][..])
    );
    let states: Vec<Option<&str>> = taken
        .registry
        .channels
        .iter()
        .map(|channel| channel.state.as_deref())
        .collect();
    assert_eq!(states.get(4..), Some(&[Some("open"), Some("closed")][..]));
}

#[test]
fn a_table_of_websites_is_the_only_source_of_websites() {
    let sites = table(
        RecordKind::Sites,
        "网站|编号|责任单位|类别|网址\n区政府网|S1|沙石镇|门户|https://example.org\n旧网|S2|无此单位||",
    );
    let columns = table(
        RecordKind::Columns,
        "栏目|责任单位|网站\n动态|沙石镇|S1\n通知|沙石镇|区政府网\n公告|沙石镇|区政付网\n公开|沙石镇|旧网",
    );
    let taken = taken(&[units(), sites, columns]);
    assert_eq!(
        became(&taken, RecordKind::Sites),
        (1, vec!["3 unit.unknown 无此单位".to_owned()])
    );
    let (accepted, rejects) = became(&taken, RecordKind::Columns);
    assert_eq!(accepted, 2);
    assert_eq!(rejects, ["4 site.unknown 区政付网", "5 site.rejected 旧网"]);
    assert_eq!(taken.registry.count(ChannelKind::Site), 1);
    let ids: Vec<&str> = taken
        .registry
        .channels
        .iter()
        .map(|channel| channel.id.as_str())
        .collect();
    assert_eq!(ids, ["S1", "S/S1/动态", "S/S1/通知"]);
    let site = taken.registry.channels.first();
    let extra = site.map(|site| {
        site.extra
            .iter()
            .map(|(key, _)| key.as_str())
            .collect::<Vec<_>>()
    });
    assert_eq!(extra, Some(vec!["kind", "url"]));
}

#[test]
fn parents_are_found_by_id_or_by_name_within_unit_and_website() {
    let columns = table(
        RecordKind::Columns,
        "id|name|unit|site|parent\n\
         A|公开|沙石镇|网|\n\
         |通知|沙石镇|网|公开\n\
         |通知|沙石镇|网|\n\
         |通知|区民政局|网|A\n\
         |往年|沙石镇|网|通知\n\
         |往年|区民政局|网|通知\n\
         |首页|沙石镇|网|网\n\
         |其他|沙石镇|网|无此栏目",
    );
    let taken = taken(&[units(), columns]);
    let (_, rejects) = became(&taken, RecordKind::Columns);
    assert_eq!(
        rejects,
        ["6 parent.ambiguous 通知", "9 parent.unknown 无此栏目"]
    );
    let shown: Vec<String> = taken
        .registry
        .channels
        .iter()
        .map(|channel| {
            let parent = channel
                .parent
                .and_then(|parent| taken.registry.channel(parent));
            format!(
                "{} < {}",
                channel.id,
                parent.map_or("-", |parent| parent.id.as_str())
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            "网 < -",
            "A < 网",
            "M/网/公开/通知 < A",
            "M/网/公开/通知/往年 < M/网/公开/通知",
            "S/网/公开/通知 < A",
            "S/网/通知 < 网",
            "S/网/首页 < 网",
        ]
    );
}

#[test]
fn a_cycle_of_parents_and_all_below_it_are_rejected() {
    let columns = table(
        RecordKind::Columns,
        "栏目|责任单位|上级栏目\n甲|沙石镇|乙\n乙|沙石镇|甲\n丙|沙石镇|甲\n丁|沙石镇|丙\n戊|沙石镇|戊\n己|沙石镇|",
    );
    let taken = taken(&[units(), columns]);
    let (accepted, rejects) = became(&taken, RecordKind::Columns);
    assert_eq!(accepted, 1);
    assert_eq!(
        rejects,
        [
            "2 parent.cycle 乙",
            "3 parent.cycle 甲",
            "4 parent.rejected 甲",
            "5 parent.rejected 丙",
            "6 parent.cycle 戊",
        ]
    );
    assert_eq!(
        taken.names.channel("丁", None, None),
        Found::Rejected(Some(UnitIx(0)))
    );
}

#[test]
fn two_accounts_of_one_name_and_platform_are_one_account() {
    let accounts = table(
        RecordKind::Accounts,
        "编号|账号名称|平台|责任单位\n\
         1|章贡教育|微信|区教育局\n2|章贡教育|微信|区教育局\n\
         3|沙石发布|微信|沙石镇\n3|沙石发布|微信|沙石镇\n\
         4|民政|微信|区民政局\n4|民政|微博|区民政局",
    );
    let taken = taken(&[units(), accounts]);
    let (accepted, rejects) = became(&taken, RecordKind::Accounts);
    assert_eq!(accepted, 1);
    assert_eq!(
        rejects,
        [
            "2 id.conflict ",
            "3 id.conflict ",
            "6 id.conflict ",
            "7 id.conflict "
        ]
    );
}

#[test]
fn a_row_rejected_for_another_reason_still_conflicts() {
    let roster = table(
        RecordKind::Units,
        "编号|单位|序号\n1|甲局|x\n1|乙局|2\n2|丙局|3\n2|丙局|3\n3|丁局|\n4|丁局|",
    );
    let taken = taken(&[roster]);
    let (accepted, rejects) = became(&taken, RecordKind::Units);
    assert_eq!(accepted, 3);
    assert_eq!(rejects, ["2 number.format x", "3 id.conflict 1"]);
    let both = Found::Several(vec![UnitIx(1), UnitIx(2)]);
    assert_eq!(taken.names.unit("丁局"), both);
    assert_eq!(taken.names.unit("乙局"), Found::Rejected(None));
    assert_eq!(taken.names.unit("甲局"), Found::Rejected(None));
}

#[test]
fn a_channel_closed_before_it_was_opened_is_an_error() {
    let accounts = table(
        RecordKind::Accounts,
        "账号名称|平台|责任单位|开设日期|关停日期\n甲|微信|沙石镇|2022-10-01|2022-09-01\n乙|微信|沙石镇|2022-10-01|2022-10-01",
    );
    let taken = taken(&[units(), accounts]);
    let (accepted, rejects) = became(&taken, RecordKind::Accounts);
    assert_eq!(
        (accepted, rejects),
        (1, vec!["2 date.order 2022-09-01".to_owned()])
    );
}

#[test]
fn several_units_answer_for_one_channel() {
    let units = table(
        RecordKind::Units,
        "name|aliases\n甲局|\n乙局|\n丙、丁局|丙局",
    );
    let accounts = table(
        RecordKind::Accounts,
        "name|platform|unit\n共管|微信|乙局、甲局\n自管|微信|丙、丁局\n同名|微信|甲局、甲局\n半知|微信|甲局、戊局",
    );
    let observed = table(RecordKind::Observations, "kind|subject\n错别字|共管");
    let taken = taken(&[units, accounts, observed]);
    let shown: Vec<(&str, Vec<&str>, Option<&str>)> = taken
        .registry
        .channels
        .iter()
        .map(|channel| {
            let units = channel.units();
            let names = units.filter_map(|unit| Some(taken.registry.unit(unit)?.name.as_str()));
            (
                channel.name.as_str(),
                names.collect(),
                channel.unit_as_recorded.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("共管", vec!["乙局", "甲局"], Some("乙局、甲局")),
            ("同名", vec!["甲局"], Some("甲局、甲局")),
            ("自管", vec!["丙、丁局"], Some("丙、丁局")),
        ]
    );
    // what belongs to the account belongs to both
    let observed = taken.records.of(RecordKind::Observations).first();
    assert_eq!(observed.map(|entry| entry.units.len()), Some(2));
    // the row that names somebody unknown may concern anyone
    let doubts: Vec<(&str, &Candidates<UnitIx>)> = taken
        .records
        .doubts
        .iter()
        .map(|doubt| (doubt.value.as_str(), &doubt.units))
        .collect();
    assert_eq!(doubts, [("戊局", &Candidates::Anyone)]);
}
