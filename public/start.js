// Owns what is said while the page has not started, and why where it cannot. A classic script, in words that old
// browsers and pages opened from disk understand too: ES5, and nothing from elsewhere. It listens before anything else
// is loaded, and has nothing to say once the page has put itself in the place of #start.
(function () {
  'use strict';
  /** From then on a start is called slow, ms. */
  var patience = 20000;
  /** A page that has not started so long after all its parts were loaded is examined, ms. */
  var afterLoad = 4000;
  /** Most faults that are listed. */
  var most = 4;
  var told = false;

  /** What browsers must have, and since 2024 do. */
  var needed = {
    'module scripts': 'noModule' in document.createElement('script'),
    promises: 'Promise' in window,
    fetch: 'fetch' in window,
    structuredClone: 'structuredClone' in window,
    'Array.prototype.toSorted': 'toSorted' in Array.prototype,
    popovers: 'popover' in HTMLElement.prototype
  };
  var lacking = Object.keys(needed).filter(function (name) {
    return !needed[name];
  });

  /** Where the fault is not the server's, and what can be done. */
  var causes = [
    {
      holds: location.protocol === 'file:',
      title: 'This page cannot be opened from disk.',
      lines: [
        'Browsers load the parts of a page like this one from a web server only.',
        'With the source: run “npm start” in its folder. With these files alone: serve their folder, for example with “python3 -m http.server 8000”, and open http://localhost:8000.'
      ]
    },
    {
      holds: window.origin === 'null',
      title: 'This page cannot start in this frame.',
      lines: [
        'The frame’s sandbox keeps the page from its own parts. Whoever made the frame can add allow-same-origin to its sandbox attribute. Or open the page by itself:'
      ],
      link: location.href
    },
    {
      holds: lacking.length > 0,
      title: 'This browser is too old for this page.',
      lines: [
        'It lacks: ' + lacking.join(', ') + '.',
        'Chrome, Edge, Firefox and Safari have what is needed since the middle of 2024.'
      ]
    }
  ];
  /** The first that holds; undefined: something could not be loaded, or has a fault. */
  var cause = causes.filter(function (candidate) {
    return candidate.holds;
  })[0];

  function add(parent, tag, text) {
    var element = document.createElement(tag);
    element.textContent = text;
    parent.appendChild(element);
    return element;
  }

  function addLink(box, address, text) {
    var link = add(add(box, 'p', ''), 'a', text);
    link.href = address;
    link.target = '_blank';
    link.rel = 'noopener noreferrer';
  }

  function addReload(box) {
    var button = add(add(box, 'p', ''), 'button', 'Reload without cache');
    button.type = 'button';
    button.style.border = '1px solid';
    button.style.borderRadius = '6px';
    button.style.padding = '0.3em 0.8em';
    button.onclick = function () {
      button.disabled = true;
      button.textContent = 'Asking for the files anew …';
      reloadAnew();
    };
  }

  /** Fills the box; the style sheet may be what is missing. */
  function say(box, title, lines) {
    box.textContent = '';
    box.setAttribute('role', 'alert');
    box.style.font = '15px/1.5 system-ui, sans-serif';
    box.style.maxWidth = '40em';
    box.style.margin = '2em auto';
    box.style.padding = '0 1em';
    box.style.display = 'grid';
    box.style.rowGap = '0.75em';
    add(box, 'h1', title).style.fontSize = '1.5em';
    lines.forEach(function (line) {
      add(box, 'p', line);
    });
  }

  function whenParsed(act) {
    if (document.readyState !== 'loading') act();
    else document.addEventListener('readystatechange', act, { once: true });
  }

  /** Acts on the place for words, if the page has not started and nothing worse was said. */
  function whileStarting(act) {
    whenParsed(function () {
      var box = document.getElementById('start');
      if (box !== null && !told) act(box);
    });
  }

  /** `happened` is a sentence. */
  function fail(happened) {
    whileStarting(function (box) {
      told = true;
      if (cause !== undefined) {
        say(box, cause.title, cause.lines);
        if (cause.link) addLink(box, cause.link, cause.link);
        return;
      }
      say(box, 'This page could not start.', [happened]);
      var list = add(box, 'ul', '');
      add(
        box,
        'p',
        'Nothing is lost: the experiment is in the address of this page, and saved runs are kept.'
      );
      addReload(box);
      if (location.hash.length > 1)
        addLink(box, location.pathname, 'Open the page without the experiment of this address');
      examine().then(function (faults) {
        faults.slice(0, most).forEach(function (fault) {
          add(list, 'li', fault);
        });
        if (faults.length > most) add(list, 'li', 'and ' + (faults.length - most) + ' more');
      });
    });
  }

  function failStyle() {
    whenParsed(function () {
      var box = document.createElement('div');
      document.body.insertBefore(box, document.body.firstChild);
      say(box, 'The style sheet could not be loaded.', ['The page works, but looks wrong.']);
      addReload(box);
    });
  }

  /** SHA-256 of the build's files by name, as the service worker's script lists them; none where none can be had. */
  function askForSums() {
    if (!window.crypto || !crypto.subtle) return Promise.resolve({});
    return fetch('./offline.js', { cache: 'reload' })
      .then(function (answer) {
        return answer.text();
      })
      .then(function (text) {
        return JSON.parse(/^const files = (.*);$/m.exec(text)[1]);
      })
      .catch(function () {
        return {};
      });
  }

  function sumOf(bytes) {
    return crypto.subtle.digest('SHA-256', bytes).then(function (digest) {
      return Array.prototype.map
        .call(new Uint8Array(digest), function (byte) {
          return ('0' + byte.toString(16)).slice(-2);
        })
        .join('');
    });
  }

  /** What is wrong with an answer, or ''. `sum` is undefined where it is not known. */
  function faultOf(answer, sum) {
    var type = answer.headers.get('content-type');
    return answer.arrayBuffer().then(function (bytes) {
      if (!answer.ok) return 'the server answers ' + answer.status;
      if (!/javascript|css/.test(type)) return 'the server sends it as ' + type;
      if (sum === undefined) return '';
      return sumOf(bytes).then(function (found) {
        return found === sum ? '' : 'arrived damaged';
      });
    });
  }

  /** Asks for all parts of the page past the browser's cache, which mends what is damaged there; tells what is wrong. */
  function examine() {
    var parts = document.querySelectorAll('script[src], link[rel=modulepreload], link[rel=stylesheet]');
    var folder = new URL('.', location.href).href;
    return askForSums().then(function (sums) {
      var asked = Array.prototype.map.call(parts, function (part) {
        var address = part.src || part.href;
        return fetch(address, { cache: 'reload' })
          .then(function (answer) {
            return faultOf(answer, sums[address.slice(folder.length)]);
          })
          .catch(function () {
            return 'the server does not answer, or not to the end';
          })
          .then(function (fault) {
            return fault && address.replace(/^.*\//, '') + ': ' + fault;
          });
      });
      return Promise.all(asked).then(function (faults) {
        return faults.filter(Boolean);
      });
    });
  }

  /** Where the server answers, what keeps files over visits goes first; it comes back by itself. */
  function reloadAnew() {
    function reload() {
      location.reload();
    }
    if (!needed.fetch || !needed.promises) return reload();
    var folder = new URL('.', location.href).href;
    setTimeout(reload, patience);
    fetch(folder, { cache: 'no-store' })
      .then(function (answer) {
        return answer.ok && navigator.serviceWorker ? navigator.serviceWorker.getRegistration() : undefined;
      })
      .then(function (registration) {
        if (registration && registration.scope === folder) return registration.unregister();
      })
      .then(examine)
      .then(reload, reload);
  }

  window.addEventListener(
    'error',
    function (event) {
      var from = event.target;
      var file = event.filename || '';
      if (from && from.rel === 'stylesheet' && cause === undefined) failStyle();
      else if (from && from.tagName === 'SCRIPT') fail('A part of it could not be loaded.');
      // Extensions of the browser have faults of their own.
      else if (event.message && file.indexOf(location.origin) === 0)
        fail(
          (/SyntaxError/.test(event.message) ? 'A part of it arrived damaged' : 'A part of it failed') +
            ': ' +
            event.message +
            ' (' +
            file.replace(/^.*\//, '') +
            ')'
        );
    },
    true
  );
  window.addEventListener('unhandledrejection', function (event) {
    fail('A part of it failed: ' + event.reason);
  });
  // A script that was cut may still be one, which does nothing and fails nowhere.
  window.addEventListener('load', function () {
    setTimeout(function () {
      whileStarting(function () {
        if (told || cause !== undefined) return;
        examine().then(function (faults) {
          if (faults.length > 0)
            whileStarting(function () {
              fail('A part of it arrived damaged.');
            });
        });
      });
    }, afterLoad);
  });
  whileStarting(function (box) {
    if (needed['module scripts']) box.lastElementChild.textContent = 'Starting …';
    else fail('');
  });
  setTimeout(function () {
    whileStarting(function (box) {
      say(box, 'This page is slow to start.', ['The network may be slow, or gone.']);
      addReload(box);
    });
  }, patience);
})();
