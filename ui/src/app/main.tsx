import { createRoot } from 'react-dom/client';
import { open } from '../ipc/client';
import { App } from './App';
import { start } from './start';

function show(): void {
  start();
  createRoot(document.getElementById('root') as HTMLElement).render(<App />);
}

// The fake engine exists in development builds only: in others this condition is `false` at build time. Nothing is
// awaited at the top: what loads later imports from this module's file and would wait for it.
if ((import.meta.env.DEV || import.meta.env.MODE === 'fake') && location.search.includes('fake')) {
  import('../test/fake').then(({ makeFake }) => {
    open(makeFake(new URLSearchParams(location.search)));
    show();
  });
} else {
  open();
  show();
}
