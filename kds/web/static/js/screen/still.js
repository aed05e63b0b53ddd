import { Component } from "preact";
import { html } from "../html.js";

/** A ticket that is rendered again only when something that it is made from has changed. */
export class Still extends Component {
  shouldComponentUpdate(next) {
    return Object.keys(next).some((name) => next[name] !== this.props[name]);
  }

  render({ Ticket, ...props }) {
    return html`<${Ticket} ...${props} />`;
  }
}
