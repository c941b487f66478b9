import { AlertTriangle } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { Button } from '../design/components/Button';
import { EmptyState } from '../design/components/EmptyState';
import { m } from '../i18n/messages';
import { say } from './toasts';

interface Props {
  children: ReactNode;
  /** Whether the part has no place of its own in the window, as dialogs have none: a message tells of its failure. */
  afloat?: boolean;
}

/** Keeps a failure inside its part of the window; everything around it goes on. */
export class ErrorBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch() {
    if (this.props.afloat) say(m.error_boundary(), { label: m.reload(), run: () => location.reload() });
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    if (this.props.afloat) return null;
    return (
      <EmptyState page icon={AlertTriangle} title={m.error_boundary()}>
        <p>{m.error_boundary_hint()}</p>
        <Button onClick={() => this.setState({ failed: false })}>{m.retry()}</Button>
      </EmptyState>
    );
  }
}
