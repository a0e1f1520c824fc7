// What a person reads in the question that is open: all its texts, and those that it cuts off.
import type { Workbench } from './workbench';

export interface ReadQuestion {
  /** Title, placeholder, message, the items with their descriptions and details, and the names of buttons. */
  texts: string[];
  /** Of the title, the placeholder and the labels of items, those that are wider than their place. */
  cutOff: string[];
}

/** Runs in the page: reads the quick pick or the input box. */
const reader = `(() => {
  const widget = [...document.querySelectorAll('.quick-input-widget')].find((one) => one.style.display !== 'none');
  if (!widget) return undefined;
  const plain = (text) => (text ?? '').replaceAll('\\u00a0', ' ').replaceAll('\\u200b', '').trim();
  const shown = (selector) => [...widget.querySelectorAll(selector)].filter((one) => one.offsetParent !== null);
  const read = (selector) => shown(selector).map((one) => plain(one.textContent));
  const [input] = shown('.quick-input-box input');
  const texts = [
    ...read('.quick-input-title'),
    ...read('.quick-input-message'),
    plain(input?.placeholder),
    ...read('.quick-input-list .monaco-list-row .label-name'),
    ...read('.quick-input-list .monaco-list-row .label-description'),
    ...read('.quick-input-list .monaco-list-row .quick-input-list-separator'),
  ];
  const isCut = (element) => {
    for (let at = element; at && at !== widget; at = at.parentElement)
      if (at.scrollWidth > at.clientWidth + 1 && getComputedStyle(at).overflowX !== 'visible' && at.clientWidth > 0) return true;
    return false;
  };
  const cutOff = [...shown('.quick-input-title'), ...shown('.quick-input-list .monaco-list-row .monaco-icon-label-container > .monaco-icon-name-container')]
    .filter(isCut)
    .map((one) => plain(one.textContent));
  if (input?.placeholder) {
    const context = document.createElement('canvas').getContext('2d');
    const { font, paddingLeft, paddingRight } = getComputedStyle(input);
    context.font = font;
    const room = input.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    if (context.measureText(input.placeholder).width > room + 1) cutOff.push(plain(input.placeholder));
  }
  return { texts: texts.filter((text) => text !== ''), cutOff };
})()`;

export async function readQuestion(workbench: Workbench): Promise<ReadQuestion> {
  const read = await workbench.page.evaluate<ReadQuestion | undefined>(reader);
  if (!read) throw new Error('No question is open');
  return read;
}
