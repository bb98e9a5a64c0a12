//! columns.csv: 580 website columns. The bulletin gives their number; their names are ours.

use super::roster::Unit;
use crate::Result;
use crate::table::csv;

/// The site that carries them all.
pub const SITE: &str = "赣州市章贡区人民政府网";

/// The class of the one column of each ranked unit whose freshness is judged.
pub const NEWS: &str = "动态要闻";

/// What every ranked unit has.
const COMMON: [(&str, &str); 11] = [
    ("工作动态", NEWS),
    ("通知公告", "通知公告"),
    ("政策文件", "政策文件"),
    ("规划计划", "规划计划"),
    ("建议提案办理", "业务"),
    ("财政预决算", "其他"),
    ("机构职能", "其他"),
    ("领导信息", "其他"),
    ("内设机构", "其他"),
    ("政府信息公开指南", "其他"),
    ("政府信息公开年报", "其他"),
];

/// What a unit outside annex 4 has: nothing whose freshness is judged.
const OUTSIDE: [(&str, &str); 3] = [
    ("机构职能", "其他"),
    ("领导信息", "其他"),
    ("内设机构", "其他"),
];

/// The business columns of each ranked unit.
const BUSINESS: [(&str, &[&str]); 41] = [
    ("沙石镇", &["乡村振兴", "村务公开", "社会救助"]),
    (
        "区文广新旅局",
        &["公共文化服务", "文物保护", "旅游市场监管"],
    ),
    ("东外街道", &["社区建设", "社会救助", "城市更新"]),
    ("章江街道", &["社区建设", "社会救助", "养老服务"]),
    ("区行政审批局", &["行政许可", "办事指南", "营商环境"]),
    ("区教育体育局", &["招生入学", "教师招聘", "校园安全"]),
    ("区水利局", &["河湖长制", "水旱灾害防御", "水利工程建设"]),
    ("区工信局", &["惠企政策", "工业运行", "中小企业服务"]),
    ("区统计局", &["统计公报", "统计数据"]),
    ("区发改委", &["重大建设项目", "价格和收费", "社会信用体系"]),
    ("区民政局", &["社会救助", "养老服务", "社会组织管理"]),
    ("赣江街道", &["社区建设", "社会救助", "文明创建"]),
    ("南外街道", &["社区建设", "社会救助", "物业管理"]),
    ("区科技局", &["科技项目", "科技创新", "高新技术企业"]),
    ("水西镇", &["乡村振兴", "村务公开", "社会救助"]),
    ("区司法局", &["公共法律服务", "行政执法监督", "行政复议"]),
    ("区卫健委", &["疾病预防控制", "医疗卫生服务", "卫生监督"]),
    ("区人社局", &["就业创业", "社会保险", "人事招考"]),
    ("解放街道", &["社区建设", "社会救助", "文明创建"]),
    ("区财政局", &["政府采购", "财政收支", "惠民惠农补贴"]),
    ("市医保局直属分局", &["医保政策解读", "医保经办服务"]),
    ("沙河镇", &["乡村振兴", "村务公开", "社会救助"]),
    (
        "区交通运输局",
        &["公路建设养护", "道路运输管理", "行政处罚"],
    ),
    ("区政府办", &["政府会议", "政策解读"]),
    ("区应急管理局", &["安全生产监管", "应急预案", "防灾减灾"]),
    ("水南街道", &["社区建设", "社会救助", "养老服务"]),
    ("区审计局", &["审计公告", "审计整改"]),
    (
        "市林业局章贡分局",
        &["森林防火", "林业行政许可", "国土绿化"],
    ),
    (
        "区农业农村局",
        &["农业补贴", "农产品质量安全", "高标准农田建设"],
    ),
    ("区消防救援大队", &["消防监督检查", "消防宣传"]),
    ("区退役军人事务局", &["优待抚恤", "就业安置", "双拥工作"]),
    ("区国资办", &["国有企业监管", "国有资产管理"]),
    ("市公安局章贡分局", &["户籍办理", "出入境管理", "警务公开"]),
    (
        "区住建局",
        &["保障性住房", "工程质量安全", "房地产市场监管"],
    ),
    (
        "章贡生态环境局",
        &["环境影响评价", "环境质量", "生态环境执法"],
    ),
    ("水东镇", &["乡村振兴", "村务公开", "社会救助"]),
    ("区商务局", &["招商引资", "市场运行", "电子商务"]),
    ("区城管局", &["市容环境", "生活垃圾分类", "行政处罚"]),
    (
        "市自然资源局章贡分局",
        &["土地征收", "国土空间规划", "不动产登记"],
    ),
    ("区乡村振兴局", &["帮扶项目", "衔接资金", "防止返贫监测"]),
    (
        "区市场监督管理局",
        &["食品药品监管", "双随机抽查", "行政处罚"],
    ),
];

/// A website column.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: &'static str,
    /// 栏目类别.
    pub class: &'static str,
    /// The unit that answers for it.
    pub unit: String,
}

/// The columns of all units, in roster order.
pub fn columns(units: &[Unit]) -> Vec<Column> {
    let mut columns = Vec::new();
    for unit in units {
        let business = BUSINESS.iter().filter(|(name, _)| *name == unit.name);
        let business = business.flat_map(|(_, names)| names.iter().map(|name| (*name, "业务")));
        let common: &[_] = if unit.ranked { &COMMON } else { &OUTSIDE };
        for (name, class) in common.iter().copied().chain(business) {
            columns.push(Column {
                id: format!("L{:03}", columns.len() + 1),
                name,
                class,
                unit: unit.name.clone(),
            });
        }
    }
    columns
}

/// columns.csv.
///
/// # Errors
/// Never for columns made here.
pub fn table(columns: &[Column]) -> Result<Vec<u8>> {
    let rows: Vec<[String; 5]> = columns
        .iter()
        .map(|column| {
            [
                column.id.clone(),
                column.name.to_owned(),
                column.unit.clone(),
                SITE.to_owned(),
                column.class.to_owned(),
            ]
        })
        .collect();
    csv(
        true,
        ["编号", "栏目", "责任单位", "网站", "栏目类别"],
        &rows,
    )
}
