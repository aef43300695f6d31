import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag === "vis-a-vis" } } })],
  base: "./",
  // Its development server would move the package's modules away from the files that they load.
  optimizeDeps: { exclude: ["visavis"] },
  build: { target: "es2022", rollupOptions: { input: ["index.html", "react.html", "vue.html", "frame.html", "headless.html"] } },
});
