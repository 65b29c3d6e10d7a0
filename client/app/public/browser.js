/* Takes its place from the app where that does not come, and says why, in the JavaScript of old browsers. */
(function (app) {
  function say(title, sentence) {
    const sheet = document.createElement('main');
    sheet.className = 'sheet';
    sheet.appendChild(document.createElement('h1')).innerText = title;
    sheet.appendChild(document.createElement('p')).innerText = sentence;
    app.parentNode.replaceChild(sheet, app);
  }
  // `at` since Chrome 92 and Safari 15.4; `toSorted` since Firefox 115, which alone has InternalError, and newer in others
  if (!Array.prototype.at || (!('toSorted' in Array.prototype) && window.InternalError))
    return say(
      'This browser is too old to play',
      'It takes one of these, or a newer one: Chrome and Edge 92, Safari 15.4, Firefox 115. An update helps, or another device.',
    );
  document.querySelector('script[type=module]').addEventListener('error', function () {
    // once: after an update of the server its page has other parts
    if (performance.getEntriesByType('navigation')[0].type !== 'reload') return location.reload();
    say('This page did not load', 'A part of it did not arrive. Load it again in a minute.');
  });
})(document.getElementById('app'));
