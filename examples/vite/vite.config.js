import { defineConfig } from "vite";

export default defineConfig({
  base: "./",
  // Its development server would move the package's modules away from the files that they load.
  optimizeDeps: { exclude: ["visavis"] },
  build: { target: "es2022", rollupOptions: { input: ["index.html", "react.html", "headless.html"] } },
});
