// Sets the theme of the last run before anything is painted; app/theme.ts owns it from then on.
(() => {
  let choice = null;
  try {
    choice = localStorage.getItem('strata.theme');
  } catch {
    // Storage may be closed; the system's theme is then right enough.
  }
  const dark = choice ? choice === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = dark ? 'dark' : 'light';
})();
