export const simdObstacle = (): string | null => 'not yet';
