import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './design/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { start } from './app/start';
import { open } from './ipc/client';

// The fake engine exists in development builds only: in others this condition is `false` at build time.
if ((import.meta.env.DEV || import.meta.env.MODE === 'fake') && location.search.includes('fake')) {
  const { makeFake } = await import('./test/fake');
  open(makeFake(new URLSearchParams(location.search)));
} else {
  open();
}

start();
createRoot(document.getElementById('root') as HTMLElement).render(<App />);
