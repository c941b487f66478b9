import '@fontsource-variable/inter/index.css';
import '@fontsource-variable/jetbrains-mono/index.css';
import './design/base.css';

// One after the other, each in a task of its own: in one go they would keep the page from answering for longer than a
// key may wait.
import('react-dom/client').then(() => import('@codemirror/view')).then(() => import('./app/main'));
