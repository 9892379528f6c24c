import "./styles/app.css";
import { route } from "./router";
import { shell } from "./ui/shell";
import { applyTheme } from "./ui/theme";

applyTheme();
const page = shell(document.body);
route(page);
