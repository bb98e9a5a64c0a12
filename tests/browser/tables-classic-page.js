// The same without modules, beside the script of the main entry, on a page in GBK.
(function () {
  var summary = document.getElementById("summary");
  var faults = [];
  var tongbao = window.tongbao;

  function done() {
    summary.textContent = "tongbao";
    summary.dataset.done = JSON.stringify({ faults: faults });
  }

  if (typeof tongbao.inspect !== "function") faults.push("the main script is gone");
  try {
    new tongbao.tables.Plan("{}");
    faults.push("no error before init");
  } catch (error) {
    if (error.message.indexOf("\u521d\u59cb\u5316") < 0) faults.push("Chinese is broken on a page in GBK");
  }
  window.checkTables(tongbao.tables, faults).then(done, function (error) {
    faults.push(String(error));
    done();
  });
})();
