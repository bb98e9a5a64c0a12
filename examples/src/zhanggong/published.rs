//! What the bulletin printed: `published.json`.

use crate::Result;
use serde::Deserialize;
use std::collections::BTreeMap;

/// The figures, as far as the generator and its test use them.
#[derive(Clone, Debug, Deserialize)]
pub struct Published {
    /// What was said of the website.
    pub disclosure_columns: Columns,
    /// 依申请公开.
    pub disclosure_requests: Requests,
    /// 网络问政信件.
    pub letters: Letters,
    /// 政务新媒体.
    pub new_media: NewMedia,
    /// 附件1.
    #[serde(rename = "attachment_1_promotion_manuscripts")]
    pub manuscripts: Annex<Manuscript>,
    /// 附件2.
    #[serde(rename = "attachment_2_disclosure_findings")]
    pub column_findings: Annex<ColumnFinding>,
    /// 附件3.
    #[serde(rename = "attachment_3_new_media_findings")]
    pub account_findings: Annex<AccountFinding>,
    /// 附件4.
    #[serde(rename = "attachment_4_updates_per_unit")]
    pub counts: Annex<Count>,
    /// 信息更新条数较少的单位.
    pub low_volume_named: Vec<String>,
}

/// The rows of an annex.
#[derive(Clone, Debug, Deserialize)]
pub struct Annex<Row> {
    /// As printed, in the printed order.
    pub rows: Vec<Row>,
}

/// Totals of the website.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Columns {
    /// Units inspected.
    pub units_checked: usize,
    /// Columns inspected.
    pub columns_checked: usize,
    /// Items of the month.
    pub items_published: usize,
}

/// Totals of disclosure requests.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Requests {
    /// Units that received any.
    pub units_receiving: usize,
    /// Received.
    pub received: usize,
    /// Answered.
    pub answered: usize,
}

/// Totals of letters.
#[derive(Clone, Debug, Deserialize)]
pub struct Letters {
    /// Received.
    pub received: usize,
    /// By kind.
    pub by_kind: BTreeMap<String, usize>,
    /// Replied.
    pub replied: usize,
}

/// Totals of new media.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct NewMedia {
    /// Accounts inspected.
    pub accounts: usize,
    /// Accounts named in annex 3.
    pub failing: usize,
}

/// 序号, 文稿标题, 投稿单位, 宣传形式, 采用情况.
#[derive(Clone, Debug, Deserialize)]
pub struct Manuscript(
    pub u32,
    pub String,
    pub Vec<String>,
    pub String,
    pub Option<String>,
);

/// 序号, 责任单位, 存在问题, 备注.
#[derive(Clone, Debug, Deserialize)]
pub struct ColumnFinding(pub u32, pub String, pub String, pub String);

/// 序号, 责任单位, 账号名称(平台), 存在问题, 备注.
#[derive(Clone, Debug, Deserialize)]
pub struct AccountFinding(pub u32, pub String, pub String, pub String, pub String);

impl AccountFinding {
    /// The account's name and platform, printed as `名称(平台)`.
    ///
    /// # Errors
    /// If it is printed otherwise.
    pub fn account(&self) -> Result<(&str, &str)> {
        self.2
            .strip_suffix(')')
            .and_then(|text| text.split_once('('))
            .ok_or_else(|| format!("`{}` names no platform", self.2).into())
    }
}

/// 序号, 责任部门, 更新条数.
#[derive(Clone, Debug, Deserialize)]
pub struct Count(pub u32, pub String, pub usize);

/// Reads `published.json`.
///
/// # Errors
/// If it is not of that form.
pub fn read(json: &str) -> Result<Published> {
    Ok(serde_json::from_str(json)?)
}
