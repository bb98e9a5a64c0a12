//! The first program says what its documentation promises.

use tongbao_examples::Result;

#[test]
fn the_first_program_prints_the_week_that_was_short() -> Result<()> {
    let said = std::process::Command::new(env!("CARGO_BIN_EXE_first")).output()?;
    let expected = "示例街道 示例发布 未按要求每周更新两次 2022-10-10..2022-10-16\n";
    assert_eq!(String::from_utf8(said.stdout)?, expected);
    Ok(())
}
