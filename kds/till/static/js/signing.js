/** Signing in with a name and a PIN. */
import { ask } from "./ask.js";

/** Make the form work; `signedIn` is called once somebody is. */
export function startSigningIn(form, signedIn) {
  const said = form.querySelector(".said");
  const press = form.querySelector("button");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const { name, pin } = form.elements;
    press.disabled = true;
    try {
      await ask("POST", "/sign-in", { name: name.value, pin: pin.value });
      said.textContent = "";
      await signedIn();
    } catch (error) {
      said.className = "said wrong";
      said.textContent = error.message;
    }
    press.disabled = false;
    pin.value = "";
  });
}
