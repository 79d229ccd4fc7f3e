// Remembers which fields a person wrote in. What stands in one of them may not be kept anywhere else,
// whether it was sent or not: only the field's end, or its emptiness, says that nobody needs it. What is
// searched for can be typed again, and stands in the page's address as a rule.
(() => {
  if (window.medianestWriting) return;
  const touched = new WeakSet();
  const FIELDS = 'textarea, [contenteditable], input:not([type=search], [type=checkbox], [type=radio], [type=range])';
  const said = (field) => (field.isContentEditable ? field.textContent : field.value).trim();
  addEventListener('input', (event) => { if (event.isTrusted) touched.add(event.target); }, true);
  window.medianestWriting = () =>
    [...document.querySelectorAll(FIELDS)].some((field) => touched.has(field) && said(field));
})();
