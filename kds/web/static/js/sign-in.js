/** The number pad beside the PIN field: a touch screen has no keyboard. */
/** @type {HTMLInputElement} */
const pin = document.querySelector("#sign-in input[name=pin]");

document.getElementById("number-pad").addEventListener("click", ({ target }) => {
  const { digit, erase } = /** @type {HTMLElement} */ (target).dataset;
  if (digit && pin.value.length < pin.maxLength) pin.value += digit;
  if (erase === "all") pin.value = "";
  if (erase === "one") pin.value = pin.value.slice(0, -1);
});
