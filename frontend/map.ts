// Pan and zoom for the drawn map. Without this script the map is whole, and the table beside it says the same.

const SMALLEST = 0.15;

class View {
  private readonly whole: DOMRect;
  private x: number;
  private y: number;
  private width: number;
  private height: number;

  constructor(private readonly svg: SVGSVGElement) {
    this.whole = DOMRect.fromRect(svg.viewBox.baseVal);
    this.x = this.whole.x;
    this.y = this.whole.y;
    this.width = this.whole.width;
    this.height = this.whole.height;
  }

  /** Make what is shown `factor` times as wide, keeping the middle. */
  zoom(factor: number): void {
    const scale = Math.min(1, Math.max(SMALLEST, (this.width / this.whole.width) * factor));
    const middleX = this.x + this.width / 2;
    const middleY = this.y + this.height / 2;
    this.width = this.whole.width * scale;
    this.height = this.whole.height * scale;
    this.show(middleX - this.width / 2, middleY - this.height / 2);
  }

  /** Move by screen pixels. */
  pan(dx: number, dy: number): void {
    const unit = this.width / this.svg.clientWidth;
    this.show(this.x - dx * unit, this.y - dy * unit);
  }

  reset(): void {
    this.zoom(Infinity);
  }

  private show(x: number, y: number): void {
    const within = (value: number, start: number, room: number) => Math.min(Math.max(value, start), start + room);
    this.x = within(x, this.whole.x, this.whole.width - this.width);
    this.y = within(y, this.whole.y, this.whole.height - this.height);
    this.svg.setAttribute("viewBox", `${this.x} ${this.y} ${this.width} ${this.height}`);
    this.svg.style.setProperty("--seen", `${this.width / this.whole.width}`); // marks keep their size, and come apart
  }
}

function button(text: string, press: () => void): HTMLButtonElement {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", press);
  return made;
}

function enliven(svg: SVGSVGElement): void {
  const { zoomIn, zoomOut, whole } = svg.dataset;
  if (!zoomIn || !zoomOut || !whole) return;
  const view = new View(svg);
  const bar = document.createElement("div");
  bar.className = "zoom";
  bar.append(
    button(zoomIn, () => view.zoom(1 / 1.6)),
    button(zoomOut, () => view.zoom(1.6)),
    button(whole, () => view.reset()),
  );
  svg.after(bar);
  svg.addEventListener("pointerdown", (event) => svg.setPointerCapture(event.pointerId));
  svg.addEventListener("pointermove", (event) => {
    if (svg.hasPointerCapture(event.pointerId)) view.pan(event.movementX, event.movementY);
  });
}

for (const svg of document.querySelectorAll<SVGSVGElement>("svg.map")) enliven(svg);

export {};
