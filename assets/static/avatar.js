// Make a chosen photo small before it is sent: a phone's is megabytes, and knows where it was taken.
const field = document.querySelector("[name=avatar]");
const SIDE = 640; // px of the shorter side: more than any look prints

async function small(photo) {
  const bitmap = await createImageBitmap(photo);
  const scale = Math.min(1, SIDE / Math.min(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  const type = photo.type === "image/png" ? "image/png" : "image/jpeg";
  return new Promise((done) => canvas.toBlob((blob) => done(new File([blob], "me", { type })), type, 0.9));
}

let isSmall = false;
field.addEventListener("change", async (event) => {
  const photo = field.files[0];
  if (isSmall || !photo || !window.createImageBitmap) return;
  event.stopPropagation(); // the large one goes nowhere
  isSmall = true;
  try {
    const chosen = new DataTransfer();
    chosen.items.add(await small(photo));
    field.files = chosen.files;
  } catch {
    // an old browser, or no picture: the server says what it thinks of it
  }
  field.dispatchEvent(new Event("change", { bubbles: true }));
  isSmall = false;
});
