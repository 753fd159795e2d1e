import './code.css';

/** A code to be written down or typed elsewhere: large, left to right, and easy to select. */
export function Code({ code }: { code: string }) {
  const last = code.split('-').length - 1;
  return (
    <p class="code" dir="ltr" lang="en">
      {code.split('-').map((group, i) => (
        <span key={i}>
          {group}
          {i < last && '-'}
        </span>
      ))}
    </p>
  );
}

/** What a person typed of a code, without the dashes and blanks that only help the eye. */
export function plain(typed: string): string {
  return typed.replace(/[\s\-‐-―]/g, '').toUpperCase();
}
