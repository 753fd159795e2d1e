import type { ComponentType } from 'preact';
import { LocationProvider, Route, Router } from 'preact-iso/router';

interface RoutedProps {
  /** Where its addresses begin; a link to elsewhere opens another page. */
  scope: string;
  area: ComponentType;
}

/** An area with pages of its own: each begins at its top, and all of them are one program. */
export function Routed({ scope, area }: RoutedProps) {
  return (
    <LocationProvider scope={scope}>
      <Router>{[<Route default component={area} />]}</Router>
    </LocationProvider>
  );
}
