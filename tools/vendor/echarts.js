// The part of ECharts that the product draws with: five chart types, SVG only.
import { BarChart, GaugeChart, HeatmapChart, LineChart, PieChart } from "echarts/charts";
import {
  AriaComponent, GridComponent, LegendComponent, MarkLineComponent, TooltipComponent, VisualMapComponent,
} from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([
  AriaComponent, BarChart, GaugeChart, GridComponent, HeatmapChart, LegendComponent, LineChart,
  MarkLineComponent, PieChart, SVGRenderer, TooltipComponent, VisualMapComponent,
]);

export { init };
