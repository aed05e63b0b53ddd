import { Component } from "preact";
import { html } from "../html.js";

/**
 * The slot of a ticket, rendered again only when something that the ticket is made from has changed.
 * It enters itself into `stills` by `name`: what changes on one ticket is put there, past all others.
 */
export class Still extends Component {
  constructor(props) {
    super(props);
    this.view = props.view;
  }

  componentDidMount() {
    this.props.stills.set(this.props.name, this);
  }

  componentWillUnmount() {
    const { stills, name } = this.props;
    if (stills.get(name) === this) stills.delete(name);
  }

  /** Show another state of the ticket, and nothing else. */
  put(view) {
    if (view === this.view) return;
    this.view = view;
    this.forceUpdate();
  }

  shouldComponentUpdate(next) {
    const { view, props } = this;
    this.view = next.view;
    return (
      next.view !== view ||
      next.many !== props.many ||
      next.Ticket !== props.Ticket ||
      next.screen !== props.screen
    );
  }

  render({ Ticket, screen, many }) {
    return html`<div class="slot">
      <${Ticket} view=${this.view} screen=${screen} many=${many} />
    </div>`;
  }
}
