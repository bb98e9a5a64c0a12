// The package as a plain script, for portals without modules; the page is in GBK, as old portals are.
(function () {
  var summary = document.getElementById("summary");
  var faults = [];

  function expect(truth, otherwise) {
    if (!truth) faults.push(otherwise);
  }
  function done() {
    summary.dataset.done = JSON.stringify({ faults: faults });
  }

  expect(document.characterSet === "GBK", "the page is not read as GBK");
  try {
    window.tongbao.version();
    faults.push("no error before init");
  } catch (error) {
    expect(error.code === "init.missing", "no clear error before init");
    expect(error.message.indexOf("\u521d\u59cb\u5316") >= 0, "Chinese is broken on a page in GBK");
  }
  window.tongbao
    .init()
    .then(function () {
      summary.textContent = "tongbao " + window.tongbao.version();
      expect(window.tongbao.shippedRuleSets().indexOf("zhanggong-2022") >= 0, "the shipped rule set is missing");
      expect(typeof window.tongbao.inspect === "function", "inspect is missing");
      done();
    })
    .catch(function (error) {
      faults.push(String(error));
      done();
    });
})();
