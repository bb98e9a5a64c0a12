// The package as a plain script, for portals without modules.
(function () {
  var summary = document.getElementById("summary");
  function done(faults) {
    summary.textContent = "tongbao " + window.tongbao.version();
    summary.dataset.done = JSON.stringify({ faults: faults });
  }
  try {
    window.tongbao.version();
  } catch (error) {
    summary.dataset.early = error.code;
  }
  window.tongbao
    .init()
    .then(function () {
      var shipped = window.tongbao.shippedRuleSets().indexOf("zhanggong-2022") >= 0;
      var clear = summary.dataset.early === "init.missing";
      done([].concat(shipped ? [] : "no rule set in the classic script", clear ? [] : "no clear error before init"));
    })
    .catch(function (error) {
      summary.dataset.done = JSON.stringify({ faults: [String(error)] });
    });
})();
