/** The mark: a falling loss, and where it is forecast to go. */
export function Mark() {
  return (
    <svg
      width="22"
      height="20"
      viewBox="0 0 22 20"
      fill="none"
      strokeWidth="2.2"
      strokeLinecap="round"
      aria-hidden="true"
    >
      <path d="M2 2.5C3.6 10 6.6 15 12 16.4" stroke="var(--arm-control)" />
      <path d="M15.4 17h.9M19.6 17.2h.4" stroke="var(--arm-farcaster)" />
    </svg>
  );
}
