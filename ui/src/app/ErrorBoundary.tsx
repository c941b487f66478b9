import { AlertTriangle } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { Button } from '../design/components/Button';
import { EmptyState } from '../design/components/EmptyState';
import { m } from '../i18n/messages';

/** Keeps a failure inside its part of the window; everything around it goes on. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <EmptyState page icon={AlertTriangle} title={m.error_boundary()}>
        <p>{m.error_boundary_hint()}</p>
        <Button onClick={() => this.setState({ failed: false })}>{m.retry()}</Button>
      </EmptyState>
    );
  }
}
