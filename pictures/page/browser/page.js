// Draws again when something is chosen, and every half minute. JavaScript as browsers run it: nothing is built for one file.

const REFRESH_MS = 30_000;
/** As long as somebody needs for the next box. */
const CHOOSING_MS = 300;
const NARROWEST = 640;
const WIDEST = 3_840;

const form = document.querySelector('form');
const main = document.querySelector('main');
const status = document.querySelector('#status');
const clinics = document.querySelector('#clinics');
const summary = clinics.querySelector('summary span');
const boxes = [...clinics.querySelectorAll('input[name="tenant"]')];
const refresh = document.querySelector('#refresh');
const dark = matchMedia('(prefers-color-scheme: dark)');

/** Counts what was asked for: only the last answer is shown. */
let asked = 0;

/** The address of the picture, of what the form says. */
function pictureAddress() {
  const search = new URLSearchParams(new FormData(form));
  const name = search.get('dashboard');
  search.delete('dashboard');
  if (search.get('theme') === '') search.set('theme', dark.matches ? 'dark' : 'light');
  search.set('width', String(Math.min(WIDEST, Math.max(NARROWEST, main.clientWidth))));
  return `/picture/${name}.svg?${search}`;
}

/** Loads the picture beside the one that is shown, and then puts it in its place: nothing flickers, and the page does not jump. */
function show({ say }) {
  const mine = ++asked;
  const address = pictureAddress();
  const title = form.elements.dashboard.selectedOptions[0].text;
  const chosen = boxes.filter((box) => box.checked).map((box) => box.value);
  const picture = document.createElement('object');
  picture.type = 'image/svg+xml';
  picture.className = 'coming';
  picture.setAttribute('aria-label', `${title} of ${chosen.length === 0 ? 'all clinics' : chosen.join(', ')}`);
  main.setAttribute('aria-busy', 'true');
  const over = (text) => {
    main.removeAttribute('aria-busy');
    if (status.textContent !== text) status.textContent = text;
  };
  picture.addEventListener('load', () => {
    if (mine !== asked) return picture.remove();
    for (const old of main.querySelectorAll('object')) if (old !== picture) old.remove();
    picture.className = '';
    over(say ? `${title} is drawn.` : '');
  });
  picture.addEventListener('error', async () => {
    picture.remove();
    // An object does not tell what was answered in place of a picture.
    const sentence = await fetch(address).then(
      (response) => (response.ok ? 'The picture came too late: choose again.' : response.text()),
      () => 'The command that serves this page has ended: start it again with npm run dashboards.',
    );
    if (mine === asked) over(sentence);
  });
  picture.data = address;
  main.append(picture);
  document.title = title;
}

/** After a choice: the address holds it, and whoever does not see the picture hears of it. */
function chosen() {
  const search = new URLSearchParams(new FormData(form));
  history.replaceState(null, '', `/?${search}`);
  document.documentElement.dataset.theme = search.get('theme');
  const names = search.getAll('tenant');
  summary.textContent = names.length === 0 ? 'all' : names.length === 1 ? names[0] : `${names.length} chosen`;
  show({ say: true });
}

let waiting;
form.addEventListener('change', ({ target }) => {
  if (target === refresh || target.id === 'find') return;
  clearTimeout(waiting);
  waiting = setTimeout(chosen, CHOOSING_MS);
});
// Enter in the field that finds clinics.
form.addEventListener('submit', (event) => event.preventDefault());

clinics.querySelector('#find').addEventListener('input', ({ target }) => {
  const text = target.value.toLowerCase();
  for (const box of boxes) box.parentElement.hidden = !box.value.toLowerCase().includes(text);
});
clinics.querySelector('#all').addEventListener('click', () => {
  for (const box of boxes) box.checked = false;
  chosen();
});
clinics.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape') return;
  clinics.open = false;
  clinics.querySelector('summary').focus();
});
document.addEventListener('click', ({ target }) => {
  if (!clinics.contains(target)) clinics.open = false;
});

dark.addEventListener('change', () => show({ say: false }));
setInterval(() => {
  if (refresh.checked && !document.hidden && !main.hasAttribute('aria-busy')) show({ say: false });
}, REFRESH_MS);

document.documentElement.dataset.theme = form.elements.theme.value;
show({ say: false });
