/** A chart that can't be drawn takes down its tile, not the page. */
import { Component, type ReactNode } from "react";

interface Props {
  children: ReactNode;
  /** What stands in its place. */
  broken: (again: () => void) => ReactNode;
}

export class TileBoundary extends Component<Props, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed
      ? this.props.broken(() => this.setState({ failed: false }))
      : this.props.children;
  }
}
