/* Takes its place from the app in a browser that is too old, and says so: in the JavaScript of such a browser. */
(function (app, old) {
  // since Chrome 92 and Safari 15.4
  if (Array.prototype.at) return;
  old.className = 'sheet';
  old.appendChild(document.createElement('h1')).innerText = 'This browser is too old to play';
  old.appendChild(document.createElement('p')).innerText =
    'It takes one of these, or a newer one: Chrome and Edge 92, Safari 15.4, Firefox 115. An update helps, or another device.';
  app.parentNode.replaceChild(old, app);
})(document.getElementById('app'), document.createElement('main'));
