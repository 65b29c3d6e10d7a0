/** Download of a file that was made in the page. */

/** Where the policy of a page forbids `blob:` as a source, following a link to one is still allowed. */
export function save(file: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // not at once: Safari starts reading after the click has been handled
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
