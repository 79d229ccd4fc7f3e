"use strict";
// A plain reload would end on the browser's error page in the moment between the two servers.
const look = async () => {
  try {
    const answer = await fetch(location.href, { cache: "no-store", headers: { Accept: "text/html" } });
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = found.getElementById("doorstep");
    if (!fresh) {
      location.reload();
      return;
    }
    const shown = document.getElementById("doorstep");
    if (fresh.innerHTML !== shown.innerHTML) {
      document.title = found.title;
      shown.replaceWith(fresh);
    }
  } catch {
    // Nobody answers just now.
  }
  setTimeout(look, 1500);
};
setTimeout(look, 1500);
